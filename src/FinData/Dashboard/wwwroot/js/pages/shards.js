// Shard by shard: what each holds, how far it is, and from which positions of its sources.
import { html, useState } from "../html.js";
import { useTitle } from "../hooks.js";
import { clock, count, milliseconds, missing } from "../text/format.js";
import { useJson } from "../request.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Figures } from "../parts/figures.js";
import { NodesPanel } from "../parts/nodes.js";
import { Badge, Panel } from "../parts/panel.js";
import { toneOf, wordOf } from "../parts/shards.js";
import { Table } from "../parts/table.js";

const refresh = 3000;

const columns = (isShared) => [
  { key: "shard", title: "shard", number: true, place: "first", cell: (row) => html`<span
    class="only-phone">shard </span>${row.shard}` },
  { key: "state", title: "state", place: "first-end", cell: (row) => html`<${Badge}
    tone=${toneOf(row)}>${wordOf(row)}<//>` },
  ...(isShared ? [{ key: "node", title: "node", place: "third", cell: (row) => html`<span
    class="only-phone muted">node </span>${row.node ?? missing}` }] : []),
  { key: "batch", title: "batch", number: true, place: "second", cell: (row) => html`<span
    class="only-phone muted">batch </span>${count(row.batch)}` },
  { key: "entities", title: "entities", number: true, cell: (row) => count(row.entities) },
  { key: "lag", title: "lag", number: true, place: "second-end", cell: (row) => html`<span
    class="only-phone muted">lag </span>${count(row.lag)}` },
  { key: "watermark", title: "watermark", mono: true, cell: (row) => clock(row.watermark, { fraction: true }) },
  { key: "positions", title: "positions", mono: true, grow: true, place: "fourth", cell: (row) => html`<${Positions}
    positions=${row.positions} />` },
];

export function Page({ state, status }) {
  useTitle("Shards");
  const every = status.state === "paused" ? 0 : refresh;
  const { data, error } = useJson("api/shards", every);
  // Who is in no cluster does not come into one: that is asked once.
  const [isAlone, setAlone] = useState(false);
  const { data: cluster, error: clusterError } = useJson(isAlone ? null : "api/cluster", every);
  if (cluster?.node === null && !isAlone) setAlone(true);
  const isShared = Boolean(cluster?.node);
  const read = new Map((data?.items ?? []).map((row) => [row.shard, row]));
  // The feed is newer than what was read; only it has no positions.
  const live = state.shards.map((row) => ({ ...read.get(row.shard), ...row }));
  const seen = live.length > 0 ? live : [...read.values()];
  // What waits for a shard only its owner knows.
  const rows = isShared ? seen.map((row) => ({ ...row, ...pick(cluster.shards[row.shard]) })) : seen;
  const { commit } = state;
  return html`
    <h1>Shards</h1>
    ${isShared && html`<${NodesPanel} cluster=${cluster} error=${clusterError} />`}
    <${Panel} title=${isShared ? `The node ${cluster.node}` : "The node"}>
      <${Figures} items=${[
        ["transactions", `${count(state.rate)} /s`],
        ["commit, p50", `${milliseconds(commit.p50)} ms`],
        ["p99 · p99.9", `${milliseconds(commit.p99)} · ${milliseconds(commit.p999)} ms`],
        ["watermark", `${clock(state.watermark, { fraction: true })} UTC`],
        ["lag", `${count(state.lag)} records`],
      ]} />
    <//>
    <${Panel} title=${`${rows.length} shards`} note="lag: records that wait in the sources">
      <${Failure} error=${error} />
      ${rows.length === 0 ? html`<${Nothing} loading=${!data && !error}>No shard is running.<//>`
        : html`<${Table} label="Shards" columns=${columns(isShared)} rows=${rows} keyOf=${(row) => row.shard} />`}
    <//>`;
}

const pick = ({ node, lag }) => ({ node, lag });

function Positions({ positions }) {
  if (!positions?.length) return missing;
  return html`<span class="positions">${positions.map((entry) => html`<span
    key=${entry.source}>${entry.source}: ${entry.position}</span>`)}</span>`;
}
