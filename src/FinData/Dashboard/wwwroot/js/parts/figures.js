// Names and values in two columns.
import { html } from "../html.js";

export function Figures({ items }) {
  return html`
    <dl class="figures">${items.map(([name, value]) => html`<div
      key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
