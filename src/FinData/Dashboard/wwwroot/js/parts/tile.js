// One figure, compared with something, and the way to what it is made of.
import { html } from "../html.js";
import { missing, percent } from "../text/format.js";

const width = 88;
const height = 28;
const pointsMax = 40;
const pointsMin = 5;

export function Tile({ title, value, unit, href, values, fromZero, children }) {
  return html`
    <a class="tile panel" href=${href}>
      <span class="tile-title">${title}</span>
      <span class="tile-main">
        <span class="tile-value">${value}${unit && value !== missing && html`<small> ${unit}</small>`}</span>
        ${values && html`<${Sparkline} values=${values} fromZero=${fromZero} />`}
      </span>
      <span class="tile-note">${children}</span>
    </a>`;
}

/** "▲ 4.1 % vs …": `better` says whether more of it is good news, bad news or neither. */
export function Compared({ now, before, words, better }) {
  if (!Number.isFinite(now) || !Number.isFinite(before) || before === 0) return html`<span>${missing} ${words}</span>`;
  const share = (now - before) / before;
  const mark = Math.abs(share) < 0.005 ? "=" : share > 0 ? "▲" : "▼";
  const tone = mark === "=" || !better ? "" : (share > 0) === (better === "more") ? "good" : "bad";
  return html`<span><b data-tone=${tone}>${mark === "=" ? "" : `${mark} `}${percent(share)}</b> ${words}</span>`;
}

export function meanOf(values) {
  const known = (values ?? []).filter(Number.isFinite);
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN;
}

/** A line without axes beside a figure: where it comes from, not how much it is. */
function Sparkline({ values, fromZero = false }) {
  const points = thin(values);
  const known = points.filter(Number.isFinite);
  if (known.length < pointsMin) return html`<svg class="spark" viewBox=${`0 0 ${width} ${height}`}
    preserveAspectRatio="none" aria-hidden="true"></svg>`;
  const low = fromZero ? 0 : Math.min(...known);
  const range = Math.max(...known) - low || 1;
  const step = (width - 4) / (points.length - 1);
  let path = "";
  let pen = "M";
  points.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      pen = "M";
      return;
    }
    const level = height - 3 - ((value - low) / range) * (height - 6);
    path += `${pen}${(2 + index * step).toFixed(1)} ${level.toFixed(1)}`;
    pen = "L";
  });
  return html`
    <svg class="spark" viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true"><path
      d=${path} /></svg>`;
}

/** Means over equal stretches: two minutes of seconds are more than the width can show. */
function thin(values) {
  if (values.length <= pointsMax) return values;
  const size = Math.ceil(values.length / pointsMax);
  const means = [];
  // Counted from the end, so that a stretch keeps its seconds until a whole new one has come.
  for (let end = values.length; end > 0; end -= size) {
    const part = values.slice(Math.max(0, end - size), end).filter(Number.isFinite);
    means.unshift(part.length ? part.reduce((sum, value) => sum + value, 0) / part.length : null);
  }
  return means;
}
