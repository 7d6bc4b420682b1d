// The frame of every page: where one can go, whether what is shown is true now, and which node says so.
import { html, useState } from "../html.js";
import { href } from "../route.js";
import { clock } from "../text/format.js";
import { Status } from "./status.js";
import { togglePause } from "../state/store.js";

const destinations = [
  ["", "Overview"], ["alerts", "Alerts"], ["rules", "Rules"], ["models", "Models"],
  ["accounts", "Accounts"], ["products", "Products"], ["deadletters", "Dead letters"], ["shards", "Shards"],
];
const parents = { account: "accounts" };

export function Header({ route, status, state }) {
  const here = parents[route.page] ?? route.page;
  return html`
    <header class="top">
      <a class="brand" href="#/">FinData</a>
      <nav aria-label="Pages">
        ${destinations.map(([page, title]) => html`
          <a key=${page} href=${href(page)} aria-current=${page === here ? "page" : undefined}>${title}</a>`)}
      </nav>
      <${Search} />
      <div class="controls">
        <${Status} status=${status} />
        <button type="button" class="small" aria-pressed=${status.state === "paused"} onClick=${togglePause}
          title="Stop every figure on the page (p)" disabled=${!state.loaded}>
          ${status.state === "paused" ? "Go on" : "Pause"}</button>
        <${Theme} />
      </div>
    </header>`;
}

function Search() {
  const [text, setText] = useState("");
  const submit = (event) => {
    event.preventDefault();
    const sought = text.trim();
    if (!sought) return;
    location.hash = sought.startsWith("product:")
      ? href("products", sought.slice("product:".length)) : href("accounts", "", { search: sought });
    setText("");
  };
  return html`
    <form class="search" role="search" onSubmit=${submit}>
      <input type="search" data-search value=${text} onInput=${(event) => setText(event.target.value)}
        placeholder="Account, product:…" aria-label="Search an account, or product: and a code" autocomplete="off"
        autocapitalize="off" spellcheck=${false} />
      <kbd aria-hidden="true">/</kbd>
    </form>`;
}

const themes = { auto: "light", light: "dark", dark: "auto" };

function Theme() {
  const [theme, setTheme] = useState(window.findataTheme.current());
  const choose = () => {
    window.findataTheme.choose(themes[theme]);
    setTheme(themes[theme]);
  };
  return html`
    <button type="button" class="small theme" onClick=${choose} title="Colours: as the system, light or dark"
      aria-label=${`Colours: ${theme}. Change`}>
      <span aria-hidden="true">${theme === "auto" ? "◐" : theme === "light" ? "○" : "●"}</span> ${theme}</button>`;
}

const keys = [["/", "search"], ["j", "down"], ["k", "up"], ["Enter", "open"], ["p", "pause"]];

/** Which node this is, and the keys that work everywhere. */
export function Footer({ state }) {
  const node = state.node;
  return html`
    <footer>
      <span>${node && [node.name, `FinData ${node.version}`, node.mode, `since ${clock(node.started)} UTC`].join(" · ")}</span>
      <span class="keys">${keys.map(([key, does]) => html`<span key=${key}><kbd>${key}</kbd> ${does}</span>`)}</span>
      <span>All times are UTC</span>
    </footer>`;
}
