// Names and values in two columns.
import { html } from "../html.js";
import { count } from "../text/format.js";

export function Figures({ items }) {
  return html`
    <dl class="figures">${items.map(([name, value]) => html`<div
      key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What labels have told of a terminal's payments; nothing of another account. */
export const frauds = (account) => (account.terminal ?? []).map((window) => [
  `frauds of ${window.days === 1 ? "a day" : `${window.days} days`}`,
  `${count(window.frauds)} of ${count(window.payments)}`]);
