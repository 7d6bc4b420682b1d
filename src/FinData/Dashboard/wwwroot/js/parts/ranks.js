// Best sellers: rank, how it moved, and a bar of the quantity beside the first one's.
import { html } from "../html.js";
import { count, missing } from "../text/format.js";
import { productHref } from "../route.js";

export function Move({ move }) {
  if (move === "new") return html`<span class="move badge" data-tone="good">new</span>`;
  const steps = Number(move) || 0;
  if (steps === 0) return html`<span class="move" aria-label="unchanged">${missing}</span>`;
  return html`
    <span class="move" data-tone=${steps > 0 ? "good" : "bad"}
      aria-label=${`${steps > 0 ? "up" : "down"} ${Math.abs(steps)}`}>
      ${steps > 0 ? "▲" : "▼"} ${Math.abs(steps)}</span>`;
}

export function RankList({ rows }) {
  const most = Math.max(1, ...rows.map((row) => row.quantity));
  return html`
    <ol class="ranks">
      ${rows.map((row) => html`
        <li key=${row.product}>
          <span class="rank">${row.rank}</span>
          <${Move} move=${row.move} />
          <span class="seller">
            <a class="row-link" href=${productHref(row.product)}
              title=${row.product}>${row.description || row.product}</a>
            <${Bar} share=${row.quantity / most} />
          </span>
          <span class="quantity">${count(row.quantity)}</span>
        </li>`)}
    </ol>`;
}

export function Bar({ share }) {
  return html`<span class="meter" aria-hidden="true"><i
    style=${{ width: `${Math.max(1, share * 100).toFixed(1)}%` }}></i></span>`;
}
