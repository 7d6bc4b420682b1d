// An account's events, the newest first, each with the balance after it.
import { html, useEffect, useState } from "../html.js";
import { amount, clock, missing, words } from "../text/format.js";
import { usePages } from "../request.js";
import { entityHref, href } from "../route.js";
import { downloadCsv } from "../text/csv.js";
import { Failure, Nothing } from "../parts/empty.js";
import { More } from "../parts/more.js";
import { Panel, Waiting } from "../parts/panel.js";
import { Table } from "../parts/table.js";

const pageSize = 50;

const columns = [
  { key: "time", title: "time", mono: true, place: "second", cell: (row) => clock(row.time) },
  { key: "kind", title: "what", place: "first", cell: (row) => html`<${What} row=${row} />` },
  { key: "with", title: "with", mono: true, cell: (row) => (row.other ? html`<a class="row-link"
    href=${entityHref(row.other)}>${row.other}</a>` : missing) },
  { key: "amount", title: "amount", number: true, place: "first-end", cell: (row) => amount(row.amount) },
  { key: "held", title: "held", number: true, cell: (row) => (Number(row.held) ? amount(row.held) : missing) },
  {
    key: "balance", title: "balance", number: true, place: "second-end",
    cell: (row) => html`<b>${amount(row.balance)}</b>`,
  },
  { key: "transaction", title: "transaction", mono: true, cell: (row) => (row.transaction
    ? html`<a class="row-link" href=${href("decision", row.transaction)}>${row.transaction}</a>` : missing) },
  { key: "position", title: "shard · batch · index", mono: true, cell: (row) => html`<span
    class="muted">${place(row.position)}</span>` },
];

export function Statement({ address, data, transaction }) {
  const [seen, setSeen] = useState(data.events);
  const [pointed, setPointed] = useState(false);
  const pages = usePages(`${address}/events?limit=${pageSize}`, "before", seen);
  const rows = pages.items ?? [];
  // News comes in by itself, except under the pointer, below older events, or where one transaction is looked for.
  const held = pointed || pages.grown || Boolean(transaction);
  useEffect(() => {
    if (!held) setSeen(data.events);
  }, [held, data.events]);
  const hold = { waiting: Math.max(0, data.events - seen), accept: () => setSeen(data.events) };
  const region = {
    onPointerEnter: (event) => event.pointerType !== "touch" && setPointed(true),
    onPointerLeave: () => setPointed(false),
  };
  useEffect(() => {
    document.querySelector("tr.sought")?.scrollIntoView({ block: "nearest" });
  }, [transaction, rows.length > 0]);
  const file = `${data.account.replaceAll(":", "-")}-events.csv`;
  return html`
    <${Panel} title="Events" note="newest first; the balance is the posted one after the event" region=${region}
      actions=${html`<${Waiting} hold=${hold} />
        <button type="button" class="link" disabled=${rows.length === 0}
          onClick=${() => downloadCsv(file, fields, rows)}>CSV</button>`}>
      <${Failure} error=${pages.error} />
      ${rows.length === 0 ? html`<${Nothing} loading=${!pages.items && !pages.error}>No event yet.<//>` : html`
        <${Table} label="Events" columns=${columns} rows=${rows} keyOf=${(row) => row.sequence}
          rowClass=${(row) => (transaction && row.transaction === transaction ? "sought" : "")} />
        <${More} pages=${pages} title="Older" />`}
    <//>`;
}

function What({ row }) {
  return html`${words(row.kind)}${row.reason && html`<span class="muted"> · ${words(row.reason)}</span>`}${row.rule
    && html`<span class="muted"> · by ${row.rule}</span>`}`;
}

function place(position) {
  return position ? `${position.shard} · ${position.batch} · ${position.index}` : missing;
}

const fields = ["sequence", "time", "kind", "amount", "balance", "held", "other", "transaction", "reason"]
  .map((name) => ({ title: name, value: (row) => row[name] }))
  .concat({ title: "position", value: (row) => place(row.position) });
