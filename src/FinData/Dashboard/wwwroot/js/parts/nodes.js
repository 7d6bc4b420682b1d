// The nodes of a cluster as the one that shows the page sees them: what each owns, and how far its copy is behind.
import { html } from "../html.js";
import { count } from "../text/format.js";
import { Failure } from "./empty.js";
import { Badge, Panel } from "./panel.js";
import { Table } from "./table.js";

/** From here on a node is called behind: no busy second of a shard has as many batches. */
const behindMuch = 1000;

const stateOf = (row) => {
  if (row.state !== "up") return [row.state, "bad"];
  return row.behind > behindMuch ? ["behind", "warn"] : ["up", "good"];
};

const columns = (own) => [
  { key: "name", title: "node", place: "first", cell: (row) => html`<b>${row.name}</b>${row.name === own
    && html` <span class="muted">this page's</span>`}` },
  { key: "state", title: "state", place: "first-end", cell: (row) => {
    const [word, tone] = stateOf(row);
    return html`<${Badge} tone=${tone}>${word}<//>`;
  } },
  { key: "address", title: "address", mono: true, place: "second", cell: (row) => html`<a
    href=${`${row.address}/#/shards`}>${row.address}</a>` },
  { key: "behind", title: "behind", number: true, place: "second-end", cell: (row) => html`<span
    class="only-phone muted">behind </span>${count(row.behind)}` },
  { key: "lag", title: "lag", number: true, cell: (row) => count(row.lag) },
  { key: "shards", title: "shards", grow: true, place: "third", cell: (row) => html`<span
    class="only-phone muted">lag ${count(row.lag)} · </span>${count(row.shards.length)} shards${row.shards.length > 0
    && html` <span class="muted mono">${row.shards.join(" ")}</span>`}` },
];

export function NodesPanel({ cluster, error }) {
  const { node: own, nodes } = cluster;
  const up = nodes.filter((row) => row.state === "up").length;
  return html`
    <${Panel} title=${nodes.length === 1 ? "1 node" : `${nodes.length} nodes`}
      note=${`${up} of ${nodes.length} up · behind: batches that a node's copy of all shards lacks`}>
      <${Failure} error=${error} />
      <${Table} label="Nodes" columns=${columns(own)} rows=${nodes} keyOf=${(row) => `${row.name} ${row.address}`} />
    <//>`;
}
