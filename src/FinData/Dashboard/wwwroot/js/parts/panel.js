// The frame of every part of a page: title, what it shows, and what can be done with it.
import { html } from "../html.js";

export function Panel({ title, note, actions, region = {}, className = "", children }) {
  return html`
    <section class=${`panel ${className}`} aria-label=${title} ...${region}>
      <div class="panel-head">
        <h2>${title}</h2>
        ${note && html`<span class="note">${note}</span>`}
        <span class="actions">${actions}</span>
      </div>
      ${children}
    </section>`;
}

/** "12 new": rows that arrived while someone reads. */
export function Waiting({ hold }) {
  if (hold.waiting === 0) return null;
  return html`
    <button type="button" class="waiting" onClick=${hold.accept}>${hold.waiting}${hold.more ? "+" : ""} new</button>`;
}

/** A choice of a few, as buttons that say which one is in force. */
export function Choice({ label, options, value, onChoose }) {
  return html`
    <span class="choice" role="group" aria-label=${label}>
      ${options.map(([key, title]) => html`
        <button type="button" key=${key} aria-pressed=${key === value}
          onClick=${() => onChoose(key)}>${title}</button>`)}
    </span>`;
}

export function Select({ label, options, value, onChoose }) {
  return html`
    <label class="field"><span>${label}</span>
      <select value=${value} onChange=${(event) => onChoose(event.target.value)}>
        ${options.map(([key, title]) => html`<option key=${key} value=${key}
          selected=${key === value}>${title}</option>`)}
      </select>
    </label>`;
}

export function Badge({ tone, title, children }) {
  return html`<span class="badge" data-tone=${tone} title=${title}>${children}</span>`;
}
