// Accounts: the node searches and sorts, as there may be millions; the page shows one stretch after another.
import { html, useEffect, useRef, useState } from "../html.js";
import { useTitle } from "../hooks.js";
import { count, money, sumOf } from "../text/format.js";
import { usePages } from "../request.js";
import { entityHref, productHref, queryText, setQuery } from "../route.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Panel, Select } from "../parts/panel.js";
import { More } from "../parts/more.js";
import { Table } from "../parts/table.js";

const pageSize = 50;
const typingPause = 200;
const kindsKnown = ["account", "bank", "card", "terminal"];
const sorts = [["account", "id"], ["-posted", "largest balance"], ["posted", "smallest balance"]];

const columns = [
  { key: "account", title: "account", mono: true, place: "first", cell: (row) => row.account },
  { key: "kind", title: "kind", cell: (row) => row.kind },
  { key: "posted", title: "posted", number: true, place: "first-end", cell: (row) => money(row.posted, row.currency) },
  { key: "held", title: "held", number: true, cell: (row) => money(row.held, row.currency) },
  {
    key: "available", title: "available", number: true, place: "second-end",
    cell: (row) => html`<span class="only-phone muted">available </span>${money(row.available, row.currency)}`,
  },
  {
    key: "events", title: "events", number: true, place: "second",
    cell: (row) => html`${count(row.events)}<span class="only-phone muted"> events</span>`,
  },
];

export function Page({ route, state }) {
  useTitle("Accounts");
  const { search = "", kind = "", sort = "account" } = route.query;
  const pages = usePages(`api/accounts?${queryText({ search, kind, sort, limit: pageSize })}`);
  const accounts = state.totals.accounts;
  const kinds = accounts && typeof accounts === "object" ? Object.keys(accounts) : kindsKnown;
  return html`
    <h1>Accounts</h1>
    <${Panel} title=${`${count(sumOf(accounts))} accounts`} note=${search || kind ? "filtered" : ""} actions=${html`
        <a href=${`api/export/balances.csv?${queryText({ search, kind })}`} download>CSV</a>`}>
      <form class="filters" onSubmit=${(event) => event.preventDefault()}>
        <${SearchField} value=${search} />
        <${Select} label="Kind" value=${kind} options=${[["", "all"], ...kinds.map((name) => [name, name])]}
          onChoose=${(value) => setQuery({ kind: value })} />
        <${Select} label="Order" value=${sort} options=${sorts}
          onChoose=${(value) => setQuery({ sort: value === "account" ? "" : value })} />
      </form>
      <${Failure} error=${pages.error} />
      ${!pages.items?.length ? html`<${NoMatch} pages=${pages} search=${search} />` : html`
        <${Table} label="Accounts" columns=${columns} rows=${pages.items} keyOf=${(row) => row.account}
          link=${(row) => entityHref(row.account)} stale=${pages.stale} />
        <${More} pages=${pages} />`}
    <//>`;
}

function NoMatch({ pages, search }) {
  if (pages.error) return null;
  if (!search) return html`<${Nothing} loading=${!pages.items}>No account is open yet.<//>`;
  return html`
    <${Nothing} loading=${!pages.items}>No account's id contains “${search}”.${" "}
      <a href=${productHref(search.toUpperCase())}>Look for product ${search.toUpperCase()}</a><//>`;
}

/** The address follows the typing, but only when the fingers rest. */
function SearchField({ value }) {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  const typed = useRef(value);
  useEffect(() => {
    // The address changed by other means than this field: it shows what is in force.
    if (value !== typed.current) setText(value);
    typed.current = value;
  }, [value]);
  const input = (event) => {
    const next = event.target.value;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      typed.current = next.trim();
      setQuery({ search: typed.current });
    }, typingPause);
  };
  return html`
    <label class="field"><span>Id contains</span>
      <input type="search" data-search value=${text} onInput=${input} autocomplete="off" autocapitalize="off"
        spellcheck=${false} />
    </label>`;
}
