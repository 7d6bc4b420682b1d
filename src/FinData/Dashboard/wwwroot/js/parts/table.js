// A real table that becomes two-line rows on a phone: `place` says which of the four corners a column takes there.
import { html } from "../html.js";

/**
 * columns: [{ key, title, cell(row), number, mono, grow, wrap, opens, place }]; a place is "first", "first-end",
 * "second", "second-end", or "third" and "fourth" for whole lines below; a column without one is left to the wide
 * screen. `link(row)` makes the row open something: the column that `opens`, or else the first, holds the link that
 * the keyboard and screen readers use.
 */
export function Table({ label, columns, rows, keyOf, link, stale = false, rowClass }) {
  const opener = columns.find((column) => column.opens) ?? columns[0];
  return html`
    <div class="table-box" data-stale=${stale}>
      <table role="table" aria-label=${label} aria-busy=${stale}>
        <thead role="rowgroup"><tr role="row">
          ${columns.map((column) => html`
            <th key=${column.key} role="columnheader" scope="col" class=${classOf(column)}>${column.title}</th>`)}
        </tr></thead>
        <tbody role="rowgroup">
          ${rows.map((row) => html`
            <${Row} key=${keyOf(row)} row=${row} columns=${columns} opener=${opener} address=${link?.(row)}
              className=${rowClass?.(row) ?? ""} />`)}
        </tbody>
      </table>
    </div>`;
}

function Row({ row, columns, opener, address, className }) {
  const open = (event) => {
    // A click for a link, a button or a selection is not a click for the row.
    if (!address || event.target.closest("a, button, summary, select") || String(getSelection())) return;
    location.hash = address;
  };
  return html`
    <tr role="row" class=${`${address ? "opens" : ""} ${className}`} onClick=${open}>
      ${columns.map((column) => html`
        <td key=${column.key} role="cell" class=${classOf(column)}>
          ${column === opener && address
            ? html`<a class="row-link" href=${address}>${column.cell(row)}</a>` : column.cell(row)}
        </td>`)}
    </tr>`;
}

function classOf(column) {
  const traits = ["number", "mono", "grow", "wrap"].filter((trait) => column[trait]);
  return [...traits, `at-${column.place ?? "wide"}`].join(" ");
}
