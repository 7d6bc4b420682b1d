// Records that could not be read: where each stood, why, and its bytes as they came.
import { html } from "../html.js";
import { useTitle } from "../hooks.js";
import { clock, count, words } from "../text/format.js";
import { decodeOriginal, downloadCsv } from "../text/csv.js";
import { usePages } from "../request.js";
import { queryText, setQuery } from "../route.js";
import { Failure, Nothing } from "../parts/empty.js";
import { More } from "../parts/more.js";
import { Panel } from "../parts/panel.js";
import { Table } from "../parts/table.js";

const pageSize = 50;

const columns = [
  { key: "time", title: "time", mono: true, place: "second", cell: (row) => clock(row.time) },
  { key: "source", title: "source", mono: true, cell: (row) => row.source },
  { key: "position", title: "position", mono: true, number: true, place: "second-end", cell: (row) => row.position },
  { key: "reason", title: "reason", place: "first", cell: (row) => html`<b>${words(row.reason)}</b>` },
  { key: "detail", title: "detail", wrap: true, place: "third", cell: (row) => row.detail },
  { key: "original", title: "original", place: "fourth", cell: (row) => html`<${Original}
    text=${decodeOriginal(row.original)} />` },
];

export function Page({ route, state }) {
  useTitle("Dead letters");
  const reason = route.query.reason ?? "";
  const pages = usePages(`api/deadletters?${queryText({ reason, limit: pageSize })}`);
  const rows = pages.items ?? [];
  return html`
    <h1>Dead letters</h1>
    <${Panel} title=${`${count(state.totals.deadLetters)} records could not be taken in`}
      note=${reason ? `only: ${words(reason)}` : ""}
      actions=${html`<button type="button" class="link" disabled=${rows.length === 0}
        onClick=${() => downloadCsv("dead-letters.csv", fields, rows)}>CSV</button>`}>
      <${Reasons} counts=${pages.data?.counts ?? {}} reason=${reason} />
      <${Failure} error=${pages.error} />
      ${rows.length === 0 ? html`<${Nothing}
        loading=${!pages.items && !pages.error}>Every record could be read.<//>` : html`
        <${Table} label="Dead letters" columns=${columns} rows=${rows} stale=${pages.stale}
          keyOf=${(row) => `${row.source} ${row.position}`} />
        <${More} pages=${pages} />`}
    <//>`;
}

function Reasons({ counts, reason }) {
  const entries = Object.entries(counts).sort((left, right) => right[1] - left[1]);
  if (entries.length === 0) return null;
  return html`
    <p class="filters" role="group" aria-label="Reasons">
      ${entries.map(([code, many]) => html`
        <button type="button" class="small" key=${code} aria-pressed=${code === reason}
          onClick=${() => setQuery({ reason: code === reason ? "" : code })}>${words(code)} <b>${count(many)}</b>
        </button>`)}
    </p>`;
}

function Original({ text }) {
  return html`
    <details class="original">
      <summary><code>${text.slice(0, 60) || "(empty)"}</code></summary>
      <pre>${text}</pre>
    </details>`;
}

const fields = ["time", "source", "position", "reason", "detail"]
  .map((name) => ({ title: name, value: (row) => row[name] }))
  .concat({ title: "original", value: (row) => decodeOriginal(row.original) });
