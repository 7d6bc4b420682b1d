// A few lines over days or scores, with marks for what changed and a shade over what still grows.
import { html, useMemo, useRef } from "../html.js";
import { missing } from "../text/format.js";
import { Panel } from "./panel.js";
import { axis, colour, height, savePicture, usePlot } from "./plot.js";

const tones = { main: "--accent", other: "--ink", good: "--good", bad: "--bad" };
const steps = [1, 2, 7, 14, 28, 56, 112];

/**
 * `x` are whole numbers in order, `xText` says one, `axisText` in few letters; lines: [{ name, values, tone }], a value may be null; marks:
 * [{ at, text }]; from `openFrom` on figures still grow; `text` says a value; `most` is the least top of the axis.
 */
export function LineChart(chartOf) {
  const { title, file, x, xText, axisText = xText, lines, text, most = 0, unit } = chartOf;
  const { marks = [], openFrom = null } = chartOf;
  const reading = useRef(null);
  const latest = useRef(null);
  latest.current = { x, xText, axisText, lines, marks, openFrom, text, most };
  const columns = useMemo(() => [x, ...lines.map((line) => line.values)], [x, lines]);
  const { box, chart } = usePlot((width) => options(width, latest, reading), columns);
  const legend = lines.map(({ name, tone }) => html`<i key=${name} class=${`line ${tone}`}
    aria-hidden="true"></i>${name}`);
  return html`
    <${Panel} title=${title} className="chart"
      note=${html`<span class="legend">${legend}${unit && ` · ${unit}`}</span>`} actions=${html`
      <span class="reading" ref=${reading}></span>
      <button type="button" class="link" aria-label=${`${title}: picture`}
        onClick=${() => savePicture(`${file}.png`, chart.current.ctx.canvas)}>Picture</button>`}>
      <div class="plot" ref=${box} role="img" aria-label=${summary(title, latest.current)}></div>
    <//>`;
}

function options(width, latest, reading) {
  const now = () => latest.current;
  return {
    width, height, legend: { show: false }, padding: [16, 20, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    hooks: {
      drawClear: [(plot) => shade(plot, now().openFrom)],
      draw: [(plot) => now().marks.forEach((mark) => draw(plot, mark))],
      setCursor: [(plot) => read(reading.current, now(), plot.cursor.idx)],
    },
    scales: {
      // One day alone stands in the middle.
      x: { time: false, range: (plot, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
      y: { range: (plot, low, high) => [0, Math.max(now().most, (high ?? 0) * 1.08) || 1] },
    },
    axes: [
      { ...axis(), size: 28, grid: { show: false }, space: 72, incrs: steps,
        values: (plot, places) => places.map((place) => now().axisText(place)) },
      { ...axis(), size: 60, space: 44, values: (plot, values) => values.map(now().text) },
    ],
    series: [{}, ...now().lines.map((line) => ({
      stroke: () => colour(tones[line.tone]), width: 1.75, dash: line.tone === "other" ? [5, 4] : [],
      points: { size: 5, fill: () => colour(tones[line.tone]) }, spanGaps: false,
    }))],
  };
}

function shade(plot, openFrom) {
  if (openFrom === null) return;
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(openFrom - 0.5, "x", true));
  ctx.save();
  ctx.fillStyle = colour("--warn-soft");
  ctx.fillRect(left, bbox.top, Math.max(0, bbox.left + bbox.width - left), bbox.height);
  ctx.restore();
}

function draw(plot, { at, text }) {
  const { ctx, bbox } = plot;
  if (at < plot.scales.x.min || at > plot.scales.x.max) return;
  const place = Math.round(plot.valToPos(at, "x", true));
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour("--muted");
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(place, bbox.top);
  ctx.lineTo(place, bbox.top + bbox.height);
  ctx.stroke();
  const isRight = place > bbox.left + bbox.width / 2;
  ctx.textAlign = isRight ? "right" : "left";
  ctx.fillText(text, place, bbox.top - 4);
  ctx.restore();
}

/** What is under the pointer, written straight into its place: the pointer must not render the page. */
function read(place, { x, xText, lines, text }, index) {
  if (!place) return;
  const known = index !== null && index !== undefined && x[index] !== undefined;
  const values = () => lines.map((line) => `${line.name} ${said(line.values[index], text)}`);
  place.textContent = known ? [xText(x[index]), ...values()].join(" · ") : "";
}

const said = (value, text) => (Number.isFinite(value) ? text(value) : missing);

function summary(title, { x, xText, lines, marks, text }) {
  if (x.length === 0) return `${title}: no figures`;
  const told = lines.map((line) => {
    const known = line.values.filter(Number.isFinite);
    return known.length === 0 ? `${line.name} not known` : `${line.name} now ${text(known.at(-1))}, from ${
      text(Math.min(...known))} to ${text(Math.max(...known))}`;
  });
  const changed = marks.map((mark) => `${mark.text} at ${xText(mark.at)}`);
  return `${title}, ${xText(x[0])} to ${xText(x.at(-1))}: ${[...told, ...changed].join("; ")}`;
}
