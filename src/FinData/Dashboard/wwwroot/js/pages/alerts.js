// Every alert, of all accounts or of one; new ones come in at the top.
import { html } from "../html.js";
import { useHold, useTitle } from "../hooks.js";
import { count } from "../text/format.js";
import { usePages } from "../request.js";
import { entityHref, queryText, setQuery } from "../route.js";
import { AlertTable } from "../parts/alerttable.js";
import { Failure, Nothing } from "../parts/empty.js";
import { More } from "../parts/more.js";
import { Panel, Waiting } from "../parts/panel.js";

const pageSize = 50;

export function Page({ route, state }) {
  useTitle("Alerts");
  const account = route.query.account ?? "";
  const pages = usePages(`api/alerts?${queryText({ account, limit: pageSize })}`);
  const live = state.alerts.filter((alert) => !account || alert.account === account);
  const hold = useHold(merge(live, pages.items ?? []));
  return html`
    <h1>Alerts</h1>
    <${Panel} title=${account ? `Alerts of ${account}` : `${count(state.totals.alerts)} alerts`} note="newest first"
      region=${hold.region}
      actions=${html`<${Waiting} hold=${hold} /><a
        href=${`api/export/alerts.csv?${queryText({ account })}`} download>CSV</a>`}>
      ${account && html`
        <p class="filters"><a href=${entityHref(account)}>The account</a>
          <button type="button" class="small" onClick=${() => setQuery({ account: "" })}>All accounts</button></p>`}
      <${Failure} error=${pages.error} />
      ${hold.rows.length === 0 ? html`<${Nothing}
        loading=${!pages.items && !pages.error}>No rule has found anything.<//>` : html`
        <${AlertTable} rows=${hold.rows} stale=${pages.stale} arriving />
        <${More} pages=${pages} />`}
    <//>`;
}

/** What the feed brought and what was read overlap; an alert is shown once. */
function merge(live, read) {
  const known = new Set(read.map((alert) => alert.id));
  return [...live.filter((alert) => !known.has(alert.id)), ...read];
}
