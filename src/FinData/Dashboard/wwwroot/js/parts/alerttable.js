// Alerts as the overview, their own page and an account's page show them.
import { html } from "../html.js";
import { clock, money } from "../text/format.js";
import { href } from "../route.js";
import { Table } from "./table.js";

const columns = [
  { key: "time", title: "time", mono: true, place: "first-end", cell: (row) => clock(row.time) },
  { key: "account", title: "account", mono: true, place: "first", cell: (row) => row.account },
  { key: "why", title: "why", wrap: true, opens: true, place: "third", cell: (row) => row.reason },
  { key: "amount", title: "amount", number: true, cell: (row) => money(row.amount, row.currency) },
  { key: "rule", title: "rule", mono: true, cell: (row) => html`<span class="muted">${row.rule}</span>` },
];
const ofOneAccount = columns.filter((column) => column.key !== "account");

export function AlertTable({ rows, arriving = false, ofAccount = false, stale }) {
  return html`
    <${Table} label="Alerts" columns=${ofAccount ? ofOneAccount : columns} rows=${rows} keyOf=${(row) => row.id}
      stale=${stale}
      link=${(row) => href("decision", row.transaction, { account: row.account })}
        rowClass=${() => (arriving ? "arrives" : "")} />`;
}
