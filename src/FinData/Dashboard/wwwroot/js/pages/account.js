// One account: what it has, what is usual for it, its day, and every event that made it so.
import { html } from "../html.js";
import { useTitle } from "../hooks.js";
import { clock, count, money } from "../text/format.js";
import { useJson } from "../request.js";
import { href } from "../route.js";
import { AlertTable } from "../parts/alerttable.js";
import { Bars } from "../parts/bars.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Figures, frauds } from "../parts/figures.js";
import { Panel } from "../parts/panel.js";
import { Statement } from "./statement.js";

const refresh = 3000;

export function Page({ route, status }) {
  useTitle(route.id);
  const address = `api/accounts/${encodeURIComponent(route.id)}`;
  const { data, error } = useJson(address, status.state === "paused" ? 0 : refresh);
  if (!data) {
    return html`
      <h1 class="mono">${route.id}</h1>
      <${Panel} title="Account"><${Failure} error=${error} />
        ${!error && html`<${Nothing} loading />`}
        ${error && html`<p><a href=${href("accounts", "", { search: route.id })}>Search the accounts</a></p>`}
      <//>`;
  }
  const show = (value) => money(value, data.currency);
  return html`
    <div class="title"><h1 class="mono">${data.account}</h1><span
      class="muted">${data.kind} · ${data.currency}</span></div>
    <${Failure} error=${error} />
    <div class="tiles three">
      <${Balance} title="Posted" value=${show(data.posted)}
        note=${`${count(data.events)} events, last ${clock(data.lastTime)}`} />
      <${Balance} title="Held" value=${show(data.held)} note="set aside by open holds" />
      <${Balance} title="Available" value=${show(data.available)}
        note=${`posted − held + credit line ${show(data.creditLine)}`} />
    </div>
    <div class="columns">
      <div class="column wide">
        <${Day} data=${data} />
        <${Panel} title="Alerts" actions=${html`<a
          href=${href("alerts", "", { account: data.account })}>All of them</a>`}>
          ${data.alerts?.length ? html`<${AlertTable}
            rows=${data.alerts} ofAccount />` : html`<${Nothing}>No rule has found anything here.<//>`}
        <//>
      </div>
      <div class="column">
        <${Panel} title="Usual for this account">
          <${Figures} items=${usual(data, show)} />
        <//>
        ${data.terminal?.length > 0 && html`<${Panel} title="Its payments" note="up to a label delay ago">
          <${Figures} items=${frauds(data)} /><//>`}
      </div>
    </div>
    <${Statement} address=${address} data=${data} transaction=${route.query.transaction} />`;
}

function Balance({ title, value, note }) {
  return html`
    <div class="tile panel"><span class="tile-title">${title}</span><span class="tile-value">${value}</span>
      <span class="tile-note">${note}</span></div>`;
}

function usual(data, show) {
  const debits = data.debits ?? {};
  const rounded = (value) => (value === undefined || value === null ? "—" : show(Number(value).toFixed(2)));
  return [
    ["accepted debits", count(debits.count)],
    ["mean debit", rounded(debits.mean)],
    ["deviation", rounded(debits.deviation)],
    // The first rule alerts above four deviations, once ten debits are known.
    ["out of the usual above", debits.count >= 10 ? rounded(Number(debits.mean) + 4 * Number(debits.deviation))
      : "not yet: fewer than 10 debits"],
    ["credit line", show(data.creditLine)],
  ];
}

function Day({ data }) {
  const hours = data.hours ?? [];
  const items = hours.map((hour) => ({
    time: hour.time, value: hour.count,
    says: `${clock(hour.time)}: ${hour.count} debits, ${money(hour.sum, data.currency)}`,
  }));
  const total = hours.reduce((sum, hour) => sum + hour.count, 0);
  return html`
    <${Panel} title="24 hours" note="accepted debits by the hour; dashed: their mean">
      ${total === 0 ? html`<${Nothing}>No debit in these 24 hours.<//>`
        : html`<${Bars} items=${items} unit="debits" label=${`${count(total)} accepted debits in 24 hours`} />`}
    <//>`;
}
