// The way to the next stretch of a long list.
import { html } from "../html.js";

export function More({ pages, title = "More" }) {
  if (!pages.next) return null;
  return html`
    <p class="more"><button type="button" disabled=${pages.busy}
      onClick=${pages.more}>${pages.busy ? "Reading…" : title}</button></p>`;
}
