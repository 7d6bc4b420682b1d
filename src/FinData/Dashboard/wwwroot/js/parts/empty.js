// What stands where figures would: nothing yet, nothing found, or what went wrong.
import { html, useState } from "../html.js";

const firstRecord =
  '{"id":"first","ts":"2026-01-01T00:00:00Z","type":"open","account":"account:a","currency":"EUR"}';

export function NoData({ loaded }) {
  if (!loaded) return html`<div class="panel nothing"
    aria-busy="true"><p>Waiting for the node's first picture…</p></div>`;
  return html`
    <div class="panel nothing">
      <h2>No data yet</h2>
      <p>The node is running and has not read a record. This brings the first,
        and the figures appear by themselves:</p>
      <div class="commands">
        <${Command} text=${`curl ${location.origin}/api/transactions --json '${firstRecord}'`}
          says="opens an account" />
      </div>
      <p>A data folder belongs to one program at a time. Stop this node for one of these:</p>
      <div class="commands">
        <${Command} text="./findata demo" says="a made-up bank and shop, running until you stop it" />
        <${Command} text="./findata replay FILE…" says="your own files" />
      </div>
    </div>`;
}

function Command({ text, says }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Without a secure context there is no clipboard; the text can still be selected.
    await navigator.clipboard?.writeText(text);
    setCopied(Boolean(navigator.clipboard));
  };
  return html`
    <code>${text}</code>
    <button type="button" class="small" onClick=${copy}>${copied ? "Copied" : "Copy"}</button>
    <span class="note">${says}</span>`;
}

export function Failure({ error }) {
  if (!error) return null;
  return html`
    <p class="failure" role="alert"><strong>${error.title ?? "This can't be shown."}</strong>
      ${error.message !== error.title && html` ${error.message}`}</p>`;
}

/** A table's place while it is read or when it has no rows. */
export function Nothing({ loading, children }) {
  return html`<p class="none">${loading ? "Reading…" : children}</p>`;
}
