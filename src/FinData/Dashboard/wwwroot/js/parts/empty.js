// What stands where figures would: nothing yet, nothing found, or what went wrong.
import { html, useState } from "../html.js";

export function NoData({ loaded }) {
  if (!loaded) return html`<div class="panel nothing"
    aria-busy="true"><p>Waiting for the node's first picture…</p></div>`;
  return html`
    <div class="panel nothing">
      <h2>No data yet</h2>
      <p>The node is running and has not read a record. Either of these brings some:</p>
      <div class="commands">
        <${Command} text="./findata demo" says="a made-up bank and shop, running until you stop it" />
        <${Command} text="./findata replay FILE…" says="your own files" />
      </div>
      <p class="note">The figures appear here by themselves; there is no need to load the page again.</p>
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
