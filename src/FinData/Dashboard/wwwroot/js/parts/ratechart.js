// Transactions per second of the last two minutes: the line, the usual spread behind it, and where alerts burst.
import { html, useMemo, useRef } from "../html.js";
import { windowSeconds } from "../state/reduce.js";
import { count, shortCount } from "../text/format.js";
import { downloadCsv } from "../text/csv.js";
import { Panel } from "./panel.js";
import { axis, colour, height, savePicture, usePlot } from "./plot.js";
import { meanOf } from "./tile.js";

const burstMin = 3;
const secondText = (second) => new Date(second * 1000).toISOString().slice(11, 19);

export function RateChart({ series }) {
  const reading = useRef(null);
  const latest = useRef(series);
  latest.current = series;
  const onPoint = (index) => read(reading.current, latest.current, index);
  const columns = useMemo(() => columnsOf(series), [series]);
  const { box, chart } = usePlot((width) => options(width, onPoint), columns);
  const picture = () => savePicture("transactions-per-second.png", chart.current.ctx.canvas);
  return html`
    <${Panel} title="Transactions per second" className="chart" note=${html`<${Legend} />`} actions=${html`
      <span class="reading" ref=${reading}></span>
      <button type="button" class="link" onClick=${() => saveCsv(series)}>CSV</button>
      <button type="button" class="link" onClick=${picture}>Picture</button>`}>
      <div class="plot" ref=${box} role="img" aria-label=${summary(series)}></div>
    <//>`;
}

function Legend() {
  return html`
    <span class="legend"><i class="line" aria-hidden="true"></i>now
      <i class="band" aria-hidden="true"></i>mean ± deviation of 2 min
      <i class="spot" aria-hidden="true"></i>alert burst</span>`;
}

/** Time, rate, both edges of the spread, and the rate where alerts burst. */
function columnsOf(series) {
  const mean = meanOf(series.rate);
  const spread = deviation(series.rate, mean);
  const level = (value) => series.times.map(() => (Number.isFinite(value) ? Math.max(0, value) : null));
  return [series.times, level(mean + spread), level(mean - spread), series.rate, bursts(series)];
}

/** A burst is a second with more alerts than three deviations above the mean, and at least three. */
function bursts(series) {
  const mean = meanOf(series.alerts);
  const bound = Math.max(burstMin, mean + 3 * deviation(series.alerts, mean));
  return series.rate.map((rate, index) => (series.alerts[index] >= bound ? rate : null));
}

function deviation(values, mean) {
  return Math.sqrt(meanOf(values.map((value) => (Number.isFinite(value) ? (value - mean) ** 2 : null))));
}

function options(width, onPoint) {
  const bad = () => colour("--bad");
  const edge = { stroke: "transparent", points: { show: false } };
  return {
    width, height, legend: { show: false }, padding: [12, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx)] },
    scales: {
      // Always two minutes wide: a page just opened shows a short line, not a stretched one.
      x: { time: true, range: (plot, low, high) => [high - windowSeconds + 1, high] },
      y: { range: (plot, low, high) => [0, Math.max(1, (high ?? 0) * 1.12)] },
    },
    axes: [
      { ...axis(), size: 28, grid: { show: false }, space: 90, values: (plot, seconds) => seconds.map(secondText) },
      { ...axis(), size: 56, space: 44, values: (plot, values) => values.map(shortCount) },
    ],
    bands: [{ series: [1, 2], fill: () => colour("--accent-soft") }],
    series: [
      {}, edge, edge,
      { stroke: () => colour("--accent"), width: 1.75, points: { show: false } },
      { stroke: bad, paths: () => null, points: { show: true, size: 8, width: 0, fill: bad } },
    ],
  };
}

/** The second under the pointer, in words. Written straight into its place: the pointer must not render the page. */
function read(place, series, index) {
  if (!place) return;
  const known = index !== null && index !== undefined && series.times[index];
  const figures = () => `${count(series.rate[index])}/s · ${count(series.alerts[index])} alerts`;
  place.textContent = known ? `${secondText(series.times[index])} · ${figures()}` : "";
}

function summary(series) {
  const known = series.rate.filter(Number.isFinite);
  if (known.length === 0) return "Transactions per second: no figures yet";
  return `Transactions per second in the last two minutes: now ${count(known.at(-1))}, `
    + `from ${count(Math.min(...known))} to ${count(Math.max(...known))}`;
}

function saveCsv(series) {
  const at = (name) => (index) => series[name][index];
  downloadCsv("transactions-per-second.csv", [
    { title: "time", value: (index) => new Date(series.times[index] * 1000).toISOString() },
    { title: "transactions", value: at("rate") },
    { title: "commit_p99_ms", value: at("p99") },
    { title: "alerts", value: at("alerts") },
  ], series.times.map((second, index) => index));
}
