// The whole engine on one page: what comes in, what was noticed, what sells, where it stands.
import { html } from "../html.js";
import { useTitle } from "../hooks.js";
import { NoData } from "../parts/empty.js";
import { RateChart } from "../parts/ratechart.js";
import { ShardsPanel } from "../parts/shards.js";
import { AlertsPanel, BalancesPanel, TransactionsPanel } from "./overview/lists.js";
import { MovesPanel, SellersPanel } from "./overview/sellers.js";
import { Tiles } from "./overview/tiles.js";

export function Overview({ state, route }) {
  useTitle("");
  const empty = !state.loaded || (!state.totals.records && state.transactions.length === 0);
  return html`
    <h1 class="unseen">Overview</h1>
    <${Tiles} state=${state} />
    ${empty ? html`<${NoData} loaded=${state.loaded} />` : html`
      <div class="columns">
        <div class="column wide">
          <${RateChart} series=${state.series} />
          <${AlertsPanel} alerts=${state.alerts} />
          <${TransactionsPanel} transactions=${state.transactions} sampled=${state.sampled} />
        </div>
        <div class="column">
          <${SellersPanel} state=${state} query=${route.query} />
          <${ShardsPanel} state=${state} />
          <${BalancesPanel} balances=${state.balances} />
          <${MovesPanel} moves=${state.moves} />
        </div>
      </div>`}`;
}
