// One product: what it sold in all, today, and minute by minute in the last hour.
import { html } from "../html.js";
import { useTitle } from "../hooks.js";
import { clock, count, money } from "../text/format.js";
import { useJson } from "../request.js";
import { href } from "../route.js";
import { Bars } from "../parts/bars.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Figures } from "../parts/figures.js";
import { Panel } from "../parts/panel.js";

const refresh = 5000;

export function Page({ route, state, status }) {
  useTitle(route.id);
  const address = `api/products/${encodeURIComponent(route.id)}`;
  const { data, error } = useJson(address, status.state === "paused" ? 0 : refresh);
  if (!data) {
    return html`
      <h1 class="mono">${route.id}</h1>
      <${Panel} title="Product"><${Failure} error=${error} />
        ${error ? html`<p><a href=${href("products")}>Best sellers</a></p>` : html`<${Nothing} loading />`}
      <//>`;
  }
  const show = (value) => money(value, data.currency ?? state.sales.currency);
  const minutes = data.hour ?? [];
  const sold = minutes.reduce((sum, minute) => sum + minute.quantity, 0);
  const items = minutes.map((minute) => ({
    time: minute.time, value: minute.quantity,
    says: `${clock(minute.time)}: ${minute.quantity} sold, ${show(minute.revenue)}`,
  }));
  return html`
    <div class="title"><h1>${data.description || data.product}</h1>
      <span class="muted"><span class="mono">${data.product}</span>
        ${data.category && html` · <a
          href=${href("products", "", { category: data.category })}>${data.category}</a>`}</span></div>
    <${Failure} error=${error} />
    <div class="columns">
      <div class="column wide">
        <${Panel} title="Last hour" note="units by the minute; dashed: their mean">
          ${sold === 0 ? html`<${Nothing}>Nothing was sold in the last hour.<//>`
            : html`<${Bars} items=${items} unit="units" label=${`${count(sold)} units in the last hour`} />`}
        <//>
      </div>
      <div class="column">
        <${Panel} title="Sold">
          <${Figures} items=${[
            ["last hour", `${count(sold)} units`],
            ["today", `${count(data.today?.quantity)} units`], ["revenue today", show(data.today?.revenue)],
            ["in all", `${count(data.quantity)} units`], ["revenue in all", show(data.revenue)],
          ]} />
        <//>
      </div>
    </div>`;
}
