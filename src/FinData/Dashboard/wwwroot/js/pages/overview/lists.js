// The overview's lists: alerts, the latest transactions, the largest balances. They stand still while someone reads.
import { html, useState } from "../../html.js";
import { useHold } from "../../hooks.js";
import { amount, change, clock, currencySymbol, money, words } from "../../text/format.js";
import { entityHref, href } from "../../route.js";
import { AlertTable } from "../../parts/alerttable.js";
import { Nothing } from "../../parts/empty.js";
import { Badge, Panel, Waiting } from "../../parts/panel.js";
import { Table } from "../../parts/table.js";

const alertsShown = 6;
const transactionsShown = 14;
const balancesShown = 8;

/** The reason in words first, the rule's name after it. */
export function AlertsPanel({ alerts }) {
  const hold = useHold(alerts);
  return html`
    <${Panel} title="Alerts" region=${hold.region}
      actions=${html`<${Waiting} hold=${hold} /><a href=${href("alerts")}>All alerts</a>`}>
      ${hold.rows.length === 0 ? html`<${Nothing}>No new alert yet.<//>`
        : html`<${AlertTable} rows=${hold.rows.slice(0, alertsShown)} arriving />`}
    <//>`;
}

const transactionColumns = [
  { key: "time", title: "time", mono: true, place: "second", cell: (row) => clock(row.time, { fraction: true }) },
  { key: "account", title: "account", mono: true, place: "first", opens: true, cell: (row) => row.account },
  {
    key: "with", title: "with", grow: true,
    cell: (row) => (row.other ? `${row.other} · ${words(row.type)}` : words(row.type)),
  },
  {
    key: "amount", title: "amount", number: true, place: "first-end",
    cell: (row) => html`${amount(row.amount)} <span class="currency">${currencySymbol(row.currency)}</span>`,
  },
  { key: "result", title: "result", place: "second-end", cell: (row) => html`<${Result} row=${row} />` },
];

/** A few of each second, as far as an eye can follow. */
export function TransactionsPanel({ transactions, sampled }) {
  const [paused, setPaused] = useState(false);
  const hold = useHold(transactions, paused);
  return html`
    <${Panel} title="Latest transactions" note=${sampled ? "a sample of each second" : ""} region=${hold.region}
      actions=${html`<${Waiting} hold=${hold} />
        <button type="button" class="link" aria-pressed=${paused} onClick=${() => setPaused(!paused)}>
          ${paused ? "Go on" : "Pause"}</button>`}>
      ${hold.rows.length === 0 ? html`<${Nothing}>No new transaction yet.<//>` : html`
        <${Table} label="Latest transactions" columns=${transactionColumns}
          rows=${hold.rows.slice(0, transactionsShown)}
          keyOf=${(row) => row.id} link=${(row) => entityHref(row.account, { transaction: row.id })}
            rowClass=${() => "arrives"} />`}
    <//>`;
}

/** Green, amber and red mean accepted, alert and rejected, and nothing else. */
function Result({ row }) {
  if (row.result === "rejected") {
    return html`<${Badge} tone="bad" title=${words(row.reason)}>rejected<//>`;
  }
  if (row.alert) return html`<${Badge} tone="warn">alert<//>`;
  return html`<${Badge} tone="good">accepted<//>`;
}

const balanceColumns = [
  { key: "account", title: "account", mono: true, place: "first", cell: (row) => row.account },
  { key: "posted", title: "posted", number: true, place: "first-end", cell: (row) => money(row.posted, row.currency) },
  { key: "change", title: "1 h", number: true, place: "second-end", cell: (row) => html`<span
    class="muted">${change(row.change)}</span>` },
];

/** Each beside what it was an hour before. */
export function BalancesPanel({ balances }) {
  return html`
    <${Panel} title="Largest balances" actions=${html`<a
      href=${href("accounts", "", { sort: "-posted" })}>Accounts</a>`}>
      ${balances.length === 0 ? html`<${Nothing}>No account has a balance yet.<//>` : html`
        <${Table} label="Largest balances" columns=${balanceColumns} rows=${balances.slice(0, balancesShown)}
          keyOf=${(row) => row.account}
          link=${(row) => entityHref(row.account)} />`}
    <//>`;
}
