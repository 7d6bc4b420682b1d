// Six figures, each beside what it was and each a way into the pages behind it.
import { html } from "../../html.js";
import { count, milliseconds, money, percent, shortMoney, sumOf } from "../../text/format.js";
import { href } from "../../route.js";
import { Compared, meanOf, Tile } from "../../parts/tile.js";

export function Tiles({ state }) {
  const { totals, commit, sales, series, rate } = state;
  const recent = series.alerts.slice(-60).filter(Number.isFinite).reduce((sum, value) => sum + value, 0);
  const failed = (totals.rejected ?? 0) + (totals.refused ?? 0);
  return html`
    <div class="tiles">
      <${Tile} title="Transactions" value=${count(rate)} unit="/s" href=${href("shards")} values=${series.rate}>
        <${Compared} now=${rate} before=${meanOf(series.rate)} words="vs 2 min mean" />
      <//>
      <${Tile} title="Commit, p99" value=${milliseconds(commit.p99)} unit="ms" href=${href("shards")}
        values=${series.p99}>
        p50 ${milliseconds(commit.p50)} · p99.9 ${milliseconds(commit.p999)}
      <//>
      <${Tile} title="Alerts" value=${count(totals.alerts)} href=${href("alerts")} values=${series.alerts} fromZero>
        <b>${count(recent)}</b> in the last minute
      <//>
      <${Tile} title="Records accepted" value=${count(totals.accepted)} href=${href("deadletters")}
        values=${series.failed} fromZero>
        <b data-tone=${failed > 0 ? "bad" : ""}>${count(totals.rejected)}</b> rejected ·${" "}
        <b data-tone=${totals.refused > 0 ? "bad" : ""}>${count(totals.refused)}</b> refused${
          totals.records > 0 && ` (${percent(failed / totals.records)})`}
      <//>
      <${SalesTile} sales=${sales} series=${series} />
      <${AccountsTile} totals=${totals} sales=${sales} />
    </div>`;
}

function SalesTile({ sales, series }) {
  const before = Number(sales.revenueBefore);
  return html`
    <${Tile} title="Sales today" value=${shortMoney(sales.revenueToday, sales.currency)}
      href=${href("products", "", { window: "today" })} values=${series.revenue} fromZero>
      ${Number.isFinite(before) && before > 0
        ? html`<${Compared} now=${Number(sales.revenueToday)} before=${before} words="vs a day before" better="more" />`
        : sales.unitsToday ? html`<b>${count(sales.unitsToday)}</b> units` : "no sales yet"}
    <//>`;
}

function AccountsTile({ totals, sales }) {
  if (sales.averageTicket) {
    return html`
      <${Tile} title="Average ticket" value=${money(sales.averageTicket, sales.currency)} href=${href("products")}>
        today · ${count(sumOf(totals.products))} products${" "}· ${count(sumOf(totals.accounts))} accounts
      <//>`;
  }
  const kinds = totals.accounts && typeof totals.accounts === "object" ? Object.entries(totals.accounts) : [];
  return html`
    <${Tile} title="Accounts" value=${count(sumOf(totals.accounts))} href=${href("accounts")}>
      ${kinds.map(([kind, many]) => `${count(many)} ${kind}`).join(" · ") || "none open yet"}
    <//>`;
}
