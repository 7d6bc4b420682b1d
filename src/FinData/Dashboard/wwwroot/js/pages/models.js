// Whether the fraud model still works: what it scored and alerted, what labels say of that, and how its scores move.
import { html, useMemo } from "../html.js";
import { useTitle } from "../hooks.js";
import { useJson } from "../request.js";
import { queryText, setQuery } from "../route.js";
import { downloadCsv } from "../text/csv.js";
import { clock, count, missing, money, percent, shortMoney } from "../text/format.js";
import {
  byPeriod, dayOf, dayText, mainCurrency, marksOf, openFrom, probabilityOf, sharesOf,
} from "../text/models.js";
import { Failure } from "../parts/empty.js";
import { LineChart } from "../parts/linechart.js";
import { Badge, Choice, Panel } from "../parts/panel.js";
import { Table } from "../parts/table.js";

const refresh = 15000;
const periods = [["", "as it fits"], ["day", "days"], ["week", "weeks"]];
const ranges = [[30, "30 d"], [90, "90 d"], [400, "400 d"]];
/** Up to the first scores are as they were, from the second on they are not (Siddiqi, 2006). */
const psiCalm = 0.1;
const psiMuch = 0.25;

const figure = (value) => (Number.isFinite(value) ? value.toFixed(3) : missing);
const psiTone = (value) => (value > psiMuch ? "bad" : value > psiCalm ? "warn" : "good");

export function Page({ route, status }) {
  useTitle("Models");
  const { from = "", to = "", by = "" } = route.query;
  const { data, error, stale } = useJson(`api/models/figures?${queryText({ from, to, by })}`,
    status.state === "paused" ? 0 : refresh);
  return html`
    <h1>Models</h1>
    <${Failure} error=${error} />
    ${data && data.to === null && !from && !to ? html`<${NoModel} />` : data && html`
      <${Filters} data=${data} query=${{ from, to, by }} />
      ${data.items.length === 0 ? html`<p class="none">No payment was scored from ${data.from} to ${data.to}.</p>`
        : html`<${Told} key=${`${data.by} ${data.models.map((model) => model.model).join(" ")}`} data=${data}
          stale=${stale} />`}`}`;
}

function NoModel() {
  return html`
    <div class="panel nothing">
      <h2>No model has scored a payment yet</h2>
      <p>Train one on labelled history, and let it score: the figures appear with the first payment.</p>
      <div class="commands"><code>findata model use cards.model --by anna</code></div>
    </div>`;
}

function Filters({ data, query }) {
  const last = dayOf(data.to);
  const chosen = last - dayOf(data.from) + 1;
  const date = (name, value, title) => html`<label class="field"><span>${title}, UTC</span>
    <input type="date" name=${name} value=${value} onChange=${(event) => setQuery({ [name]: event.target.value })} />
    </label>`;
  return html`
    <form class="filters" onSubmit=${(event) => event.preventDefault()}>
      <${Choice} label="Range" options=${ranges} value=${chosen}
        onChoose=${(days) => setQuery({ from: dayText(last - days + 1), to: query.to })} />
      ${date("from", data.from, "From")}${date("to", data.to, "To")}
      <${Choice} label="Group by" options=${periods} value=${query.by} onChoose=${(by) => setQuery({ by })} />
    </form>`;
}

function Told({ data, stale }) {
  const { models, items } = data;
  const rows = useMemo(() => byPeriod(items), [items]);
  const currency = useMemo(() => mainCurrency(rows), [rows]);
  const open = openFrom(rows);
  const labels = data.labelledAt ? `labels up to ${clock(data.labelledAt)} UTC` : "no label yet";
  const title = data.by === "week" ? "by week" : "by day";
  return html`
    <p class="told" role="status">Payments of ${data.from} to ${data.to}, ${labels}. A label may take ${
      count(data.labelDelayDays)} days, so ${open === null ? "all of these figures stand."
      : html`figures from ${dayText(open)} on still grow (shaded).`} A payment without a fraud label counts as
      genuine; alerted is what has a score of ${percent(data.alertFrom)} or more, or was reviewed or declined.</p>
    <${Panel} title=${models.length === 1 ? "The model" : `${models.length} models`} note="over all of this time">
      <${Table} label="Models" columns=${modelColumns} rows=${models} keyOf=${(model) => model.model} />
    <//>
    <div class="charts"><${Charts} data=${data} rows=${rows} open=${open} currency=${currency} title=${title} /></div>
    <${Panel} title=${data.by === "week" ? "Week by week" : "Day by day"} note="the newest first" actions=${html`
        <button type="button" class="link" onClick=${() => saveCsv(data)}>CSV</button>`}>
      <${Table} label="Figures" columns=${rowColumns} rows=${[...items].reverse()} stale=${stale}
        keyOf=${(row) => `${row.from} ${row.model}`} />
    <//>`;
}

function Charts({ data, rows, open, currency, title }) {
  const newest = data.models.at(-1);
  const charts = useMemo(() => {
    const line = (name, tone, value) => ({ name, tone, values: rows.map((row) => value(row) ?? null) });
    const sum = (key) => (row) => Number(row.money.find((of) => of.currency === currency)?.[key] ?? 0);
    const { x, all, frauds } = sharesOf(newest.scores);
    return {
      days: rows.map((row) => dayOf(row.from)), marks: marksOf(data.models, rows),
      hits: [line("precision: frauds of alerts", "main", (row) => row.precision),
        line("recall: alerts of frauds", "other", (row) => row.recall)],
      ranks: [line("AUC", "main", (row) => row.auc), line("average precision", "other", (row) => row.averagePrecision)],
      alerted: [line("alerted", "main", (row) => row.alerted / row.scored),
        line("frauds", "bad", (row) => row.frauds / row.scored)],
      psi: [line("PSI", "main", (row) => row.psi)],
      money: [line("caught", "good", sum("caught")), line("missed", "bad", sum("missed"))],
      places: x,
      scores: [{ name: "all", tone: "main", values: all }, { name: "frauds", tone: "other", values: frauds }],
    };
  }, [data, rows, currency]);
  const byDay = {
    x: charts.days, xText: dayText, axisText: (day) => dayText(day).slice(5), marks: charts.marks, openFrom: open,
  };
  const threshold = Math.log(data.alertFrom / (1 - data.alertFrom)) * 2;
  return html`
    <${LineChart} ...${byDay} title=${`Precision and recall ${title}`} file="precision-recall" lines=${charts.hits}
      text=${percent} most=${1} />
    <${LineChart} ...${byDay} title=${`Ranking ${title}`} file="auc" lines=${charts.ranks} text=${figure} most=${1} />
    <${LineChart} ...${byDay} title=${`Share of payments ${title}`} file="alerted" lines=${charts.alerted}
      text=${percent} />
    <${LineChart} ...${byDay} title=${`Drift of scores ${title}`} file="psi" lines=${charts.psi} text=${figure}
      most=${psiMuch} unit=${`against the model's first week; above ${psiMuch} much has changed`} />
    ${currency && html`<${LineChart} ...${byDay} title=${`Money of frauds ${title}`} file="money"
      lines=${charts.money} text=${(value) => shortMoney(value, currency)} unit=${currency} />`}
    <${LineChart} title=${`Scores of ${newest.name}`} file="scores" x=${charts.places} lines=${charts.scores}
      xText=${(place) => percent(probabilityOf(place / 2))} text=${percent}
      marks=${[{ at: threshold, text: "alert" }]} unit="share by probability" />`;
}

const phone = (word) => html`<span class="only-phone muted">${word} </span>`;
const shown = (row, key) => row.money.map((of) => money(of[key], of.currency)).join(", ") || missing;

const figureColumns = (of) => [
  { key: "scored", title: "scored", number: true, place: "second-end", cell: (row) => html`${phone("scored")}${
    count(of(row).scored)}` },
  { key: "alerted", title: "alerted", number: true, cell: (row) => html`<span
    title=${percent(of(row).alerted / of(row).scored)}>${count(of(row).alerted)}</span>` },
  { key: "frauds", title: "frauds", number: true, cell: (row) => count(of(row).frauds) },
  { key: "genuine", title: "dismissed", number: true, cell: (row) => count(of(row).genuine) },
  { key: "precision", title: "precision", number: true, cell: (row) => percent(of(row).precision) },
  { key: "recall", title: "recall", number: true, cell: (row) => percent(of(row).recall) },
  { key: "auc", title: "AUC", number: true, cell: (row) => figure(of(row).auc) },
  { key: "ap", title: "AP", number: true, cell: (row) => figure(of(row).averagePrecision) },
  { key: "psi", title: "PSI", number: true, cell: (row) => html`<span data-tone=${of(row).psi === null ? ""
    : psiTone(of(row).psi)}>${figure(of(row).psi)}</span>` },
  { key: "caught", title: "caught", number: true, cell: (row) => shown(of(row), "caught") },
  { key: "missed", title: "missed", number: true, cell: (row) => shown(of(row), "missed") },
  { key: "phone", title: "", place: "third", cell: (row) => html`<span class="only-phone">${inWords(of(row))}</span>` },
];

const inWords = (row) => `${count(row.alerted)} alerted, ${count(row.frauds)} frauds · precision ${
  percent(row.precision)}, recall ${percent(row.recall)} · AUC ${figure(row.auc)}, PSI ${figure(row.psi)} · caught ${
  shown(row, "caught")}, missed ${shown(row, "missed")}`;

const modelColumns = [
  { key: "model", title: "model", place: "first", cell: (row) => html`<b class="mono">${row.name}</b>` },
  { key: "change", title: "change", place: "first-end", cell: (row) => html`<span class="muted"
    title=${`brought ${clock(row.changedAt)} UTC by ${row.by}`}>${row.model} by ${row.by}</span>` },
  { key: "since", title: "scores since", place: "second", cell: (row) => row.firstDay },
  ...figureColumns((row) => row.total),
];

const rowColumns = [
  { key: "from", title: "from", place: "first", cell: (row) => row.from },
  { key: "open", title: "labels", place: "first-end", cell: (row) => (row.isSettled
    ? html`<span class="muted">in</span>`
    : html`<${Badge} tone="warn" title="labels still come: figures grow">open<//>`) },
  { key: "model", title: "model", mono: true, place: "second", cell: (row) => row.name },
  ...figureColumns((row) => row),
];

const fields = ["from", "to", "model", "name", "isSettled", "scored", "alerted", "frauds", "genuine", "alertedFrauds",
  "alertedGenuine", "precision", "recall", "auc", "averagePrecision", "psi"];

function saveCsv(data) {
  const sum = (key) => (row) => row.money.map((of) => `${of[key]} ${of.currency}`).join(" ");
  downloadCsv(`model-figures-${data.from}-${data.to}.csv`, [
    ...fields.map((name) => ({ title: name, value: (row) => row[name] })),
    { title: "caught", value: sum("caught") }, { title: "missed", value: sum("missed") },
  ], data.items);
}
