// Best sellers of a window, overall or of a category, and who entered or left the lists.
import { html } from "../../html.js";
import { useHold } from "../../hooks.js";
import { clock, missing } from "../../text/format.js";
import { queryText, href, productHref, setQuery } from "../../route.js";
import { useJson } from "../../request.js";
import { Choice, Panel, Waiting } from "../../parts/panel.js";
import { Nothing } from "../../parts/empty.js";
import { RankList } from "../../parts/ranks.js";

const rowsShown = 8;
const refresh = 3000;
export const windows = [["1h", "last hour"], ["today", "today"]];

export function SellersPanel({ state, query }) {
  const window = query.window === "today" ? "today" : "1h";
  const category = query.category ?? "";
  const known = state.top[window]?.[category || "all"];
  // The feed carries the lists everyone looks at; a category it leaves out is asked for.
  const address = `api/products/top?${queryText({ window, category, count: rowsShown })}`;
  const asked = useJson(known || !category ? null : address, refresh);
  const rows = (known ?? asked.data?.items ?? []).slice(0, rowsShown);
  return html`
    <${Panel} title="Best sellers" actions=${html`
        <${Choice} label="Window" options=${windows} value=${window}
          onChoose=${(value) => setQuery({ window: value === "1h" ? "" : value })} />
        <a href=${href("products", "", { window, category })}>All</a>`}>
      ${state.categories.length > 0 && html`<${Categories} categories=${state.categories} category=${category} />`}
      ${rows.length === 0 ? html`<${Nothing}
        loading=${asked.stale && !known && category}>Nothing was sold in this time.<//>`
        : html`<${RankList} rows=${rows} />`}
    <//>`;
}

function Categories({ categories, category }) {
  return html`
    <label class="field narrow"><span class="unseen">Category</span>
      <select value=${category} onChange=${(event) => setQuery({ category: event.target.value })}>
        <option value="" selected=${!category}>all categories</option>
        ${categories.map((name) => html`<option key=${name} value=${name}
          selected=${name === category}>${name}</option>`)}
      </select>
    </label>`;
}

const changes = {
  entered: { mark: "▲", tone: "good", says: "entered" },
  left: { mark: "▼", tone: "bad", says: "left" },
  moved: { mark: "●", tone: "", says: "moved" },
};

export function MovesPanel({ moves }) {
  const hold = useHold(moves.filter((move) => move.change !== "moved"));
  return html`
    <${Panel} title="Entered and left" note="top 10, last hour" region=${hold.region} actions=${html`<${Waiting}
      hold=${hold} />`}>
      ${hold.rows.length === 0 ? html`<${Nothing}>No list has changed yet.<//>` : html`
        <ul class="moves">
          ${hold.rows.slice(0, 6).map((move) => {
            const kind = changes[move.change] ?? changes.moved;
            return html`
              <li key=${move.id} class="arrives">
                <span class="mono muted">${clock(move.time)}</span>
                <span class="what"><b data-tone=${kind.tone}>${kind.mark} ${kind.says}</b>
                  <a class="row-link" href=${productHref(move.product)}>${move.description || move.product}</a></span>
                <span class="muted">${move.scope} · ${move.change === "left"
                  ? `was ${move.from ?? missing}` : `rank ${move.rank ?? missing}`}</span>
              </li>`;
          })}
        </ul>`}
    <//>`;
}
