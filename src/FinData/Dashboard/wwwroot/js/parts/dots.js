// Amounts over time as dots, one of them the one in question.
import { html } from "../html.js";

const left = 8, right = 592, top = 12, bottom = 150;

/** items: [{ time, value, says, isThis }], the oldest first; `most` says the largest value. */
export function Dots({ items, label, most }) {
  const times = items.map((item) => Date.parse(item.time));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const highest = Math.max(...items.map((item) => item.value), 0.01);
  const mean = items.reduce((sum, item) => sum + item.value, 0) / items.length;
  const x = (index) => (last === first ? right : left + ((right - left) * (times[index] - first)) / (last - first));
  const y = (value) => bottom - ((bottom - top) * value) / highest;
  const day = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");
  return html`
    <figure class="dots" role="img" aria-label=${label}>
      <div>${most(highest)}</div>
      <div class="dots-plot"><svg viewBox="0 0 600 160" preserveAspectRatio="none">
        <path class="base" d=${`M0 ${bottom}H600`} /><path class="mean" d=${`M0 ${y(mean)}H600`} />
      </svg>
      ${items.map((item, index) => html`<i key=${index} title=${item.says} data-this=${item.isThis || undefined}
        style=${{ left: `${x(index) / 6}%`, top: `${y(item.value) / 1.6}%` }}></i>`)}</div>
      <div class="bars-times"><span>${day(first)}</span><span>${day(last)}</span></div>
    </figure>`;
}
