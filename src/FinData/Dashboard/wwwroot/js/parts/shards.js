// Where the engine stands: every shard as one cell, the watermark, what waits, and what could not be read.
import { html } from "../html.js";
import { clock, count } from "../text/format.js";
import { href } from "../route.js";
import { Panel } from "./panel.js";

const marks = { running: "", follows: "", recovering: "…", stopped: "!" };
/** From here on a shard is called behind: more than a second of what one shard can do. */
const lagMuch = 10000;

function ShardGrid({ shards }) {
  return html`
    <ul class="shards">
      ${shards.map((row) => {
        const says = `Shard ${row.shard}: ${wordOf(row)}, batch ${count(row.batch)}, `
          + `${count(row.entities)} entities, lag ${count(row.lag)}`;
        return html`
          <li key=${row.shard}>
            <a href=${href("shards")} title=${says} aria-label=${says}
              data-tone=${toneOf(row)}>${row.shard}${marks[row.state] ?? "?"}</a>
          </li>`;
      })}
    </ul>`;
}

export function wordOf(row) {
  return row.state === "running" && row.lag > lagMuch ? "behind" : row.state;
}

export function toneOf(row) {
  if (row.state === "stopped") return "bad";
  if (row.state === "follows") return "other";
  if (row.state !== "running") return "warn";
  return row.lag > lagMuch ? "warn" : "good";
}

export function ShardsPanel({ state }) {
  const { shards, watermark, lag, totals } = state;
  const running = shards.filter((row) => row.state === "running").length;
  const followed = shards.filter((row) => row.state === "follows").length;
  return html`
    <${Panel} title="Shards" note=${`${running} of ${shards.length} running${
    followed > 0 ? `, ${followed} of other nodes` : ""} · lag ${count(lag)}`}
      actions=${html`<a href=${href("shards")}>Shards</a>`}>
      <${ShardGrid} shards=${shards} />
      <p class="under">Watermark ${clock(watermark, { fraction: true })} · dead letters ${count(totals.deadLetters)}
        ${totals.deadLetters > 0 && html` <a href=${href("deadletters")}>look</a>`}</p>
    <//>`;
}
