// Bars over time, for the day of an account and the hour of a product. Plain boxes: their labels keep a readable size.
import { html } from "../html.js";
import { count } from "../text/format.js";

const labels = 6;

/** items: [{ time, value, says }], the oldest first; `says` is for the pointer, `label` for a screen reader. */
export function Bars({ items, label, unit }) {
  const most = Math.max(1, ...items.map((item) => item.value));
  const mean = items.reduce((sum, item) => sum + item.value, 0) / Math.max(items.length, 1);
  const height = (value) => `${((value / most) * 100).toFixed(1)}%`;
  const every = Math.max(1, Math.ceil(items.length / labels));
  return html`
    <figure class="bars" role="img" aria-label=${label}>
      <div>${count(most)} ${unit}</div>
      <div class="bars-plot">
        ${items.map((item) => html`<span key=${item.time} title=${item.says}><i
          style=${{ height: height(item.value) }}></i></span>`)}
        <hr style=${{ bottom: height(mean) }} />
      </div>
      <div class="bars-times">
        ${items.filter((item, index) => index % every === 0).map((item) => html`<span
          key=${item.time}>${item.time.slice(11, 16)}</span>`)}
        <span>${items.at(-1)?.time.slice(11, 16)}</span>
      </div>
    </figure>`;
}
