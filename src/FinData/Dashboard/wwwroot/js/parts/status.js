// One honest word about the figures: connecting, live, delayed, paused, lost, or no right to see them.
import { html } from "../html.js";
import { duration } from "../text/format.js";

export function Status({ status }) {
  const { word, rest } = describe(status);
  const now = new Date().toISOString();
  return html`
    <div class="status" data-state=${status.state}>
      <span class="dot" aria-hidden="true"></span>
      ${/* Only the word is read out, once for each change; a clock that is read out each second helps nobody. */ ""}
      <span role="status">${word}</span>
      ${rest && html`<span class="rest"> ${rest}</span>`}
      <span class="time"> · <span class="only-print">${now.slice(0, 10)} </span>${now.slice(11, 19)} UTC</span>
    </div>`;
}

function describe(status) {
  const retry = status.retryIn > 500 ? `, next try in ${duration(status.retryIn)}` : "";
  switch (status.state) {
    case "live": return { word: "live", rest: status.note ? `· ${status.note}` : "" };
    case "delayed": return { word: "delayed", rest: `by ${duration(status.for)}` };
    case "paused": return { word: "paused", rest: `for ${duration(status.for)}` };
    case "lost": return { word: "connection lost", rest: `${duration(status.for)} ago${retry}` };
    case "denied": return { word: "no right to see this", rest: "" };
    default: return { word: "connecting", rest: status.attempt > 0 ? `· no answer yet${retry}` : "" };
  }
}
