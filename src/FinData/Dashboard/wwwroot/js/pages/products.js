// Best sellers at length: a window, overall or of one category.
import { html } from "../html.js";
import { useTitle } from "../hooks.js";
import { count, money } from "../text/format.js";
import { useJson } from "../request.js";
import { productHref, queryText, setQuery } from "../route.js";
import { downloadCsv } from "../text/csv.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Choice, Panel, Select } from "../parts/panel.js";
import { Bar, Move } from "../parts/ranks.js";
import { Table } from "../parts/table.js";
import { windows } from "./overview/sellers.js";

const refresh = 5000;
const counts = [["20", "20"], ["50", "50"], ["100", "100"]];

export function Page({ route, state, status }) {
  useTitle("Products");
  const { window = "1h", category = "", count: most = "20" } = route.query;
  const { data, error, stale } = useJson(`api/products/top?${queryText({ window, category, count: most })}`,
    status.state === "paused" ? 0 : refresh);
  const rows = data?.items ?? [];
  const categories = data?.categories ?? state.categories;
  const title = windows.find(([key]) => key === window)?.[1] ?? window;
  return html`
    <h1>Products</h1>
    <${Panel} title=${`Best sellers, ${title}`} note=${category || "all categories"} actions=${html`
        <button type="button" class="link" disabled=${rows.length === 0}
          onClick=${() => downloadCsv(`best-sellers-${window}-${category || "all"}.csv`, fields, rows)}>CSV</button>
        <a href="api/export/products.csv" download>All products, CSV</a>`}>
      <form class="filters" onSubmit=${(event) => event.preventDefault()}>
        <${Choice} label="Window" options=${windows} value=${window}
          onChoose=${(value) => setQuery({ window: value === "1h" ? "" : value })} />
        <${Select} label="Category" value=${category}
          options=${[["", "all"], ...categories.map((name) => [name, name])]}
          onChoose=${(value) => setQuery({ category: value })} />
        <${Select} label="Rows" value=${most} options=${counts}
          onChoose=${(value) => setQuery({ count: value === "20" ? "" : value })} />
      </form>
      <${Failure} error=${error} />
      ${rows.length === 0 ? html`<${Nothing} loading=${!data && !error}>Nothing was sold in this time.<//>` : html`
        <${Table} label="Best sellers" columns=${columnsOf(rows, state.sales.currency)} rows=${rows}
          keyOf=${(row) => row.product}
          link=${(row) => productHref(row.product)} stale=${stale} />`}
    <//>`;
}

function columnsOf(rows, currency) {
  const most = Math.max(1, ...rows.map((row) => row.quantity));
  return [
    { key: "rank", title: "rank", number: true, cell: (row) => row.rank },
    { key: "move", title: "move", place: "second-end", cell: (row) => html`<${Move} move=${row.move} />` },
    {
      key: "product", title: "product", grow: true, opens: true, place: "first",
      cell: (row) => html`<span class="only-phone muted">${row.rank}. </span>${row.description || row.product}`,
    },
    { key: "code", title: "code", mono: true, place: "second", cell: (row) => row.product },
    { key: "category", title: "category", cell: (row) => row.category },
    { key: "bar", title: "", cell: (row) => html`<${Bar} share=${row.quantity / most} />` },
    { key: "quantity", title: "quantity", number: true, place: "first-end", cell: (row) => count(row.quantity) },
    { key: "revenue", title: "revenue", number: true, cell: (row) => money(row.revenue, currency) },
  ];
}

const fields = ["rank", "move", "product", "description", "category", "quantity", "revenue"]
  .map((name) => ({ title: name, value: (row) => row[name] }));
