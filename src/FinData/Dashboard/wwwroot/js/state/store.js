// Holds what the feed brought and tells the page, never more than ten times a second.
import { emptyState, reduce } from "./reduce.js";

export const renderInterval = 100;
const silenceMax = 3000;
const delayMax = 3000;

const listeners = new Set();
let current = emptyState();
let frozen = null;
let pausedSince = null;
let connection = { phase: "connecting", since: Date.now(), attempt: 0, retryAt: null, note: null };
let arrivedAt = null;
let delay = 0;
let offsetMin = Infinity;
let renderedAt = 0;
let scheduled = false;

/** What the page shows: the feed's state, or the one it was paused at. */
export const viewState = () => frozen ?? current;

export function dispatch(message) {
  const now = Date.now();
  arrivedAt = now;
  // Two clocks are compared: the smallest difference ever seen stands for "no delay", so that a wrong clock is none.
  const offset = now - Date.parse(message.time);
  if (Number.isFinite(offset)) {
    offsetMin = Math.min(offsetMin, offset);
    delay = offset - offsetMin;
  }
  current = reduce(current, message);
  // A first snapshot is worth showing even on a paused page.
  if (frozen && !frozen.loaded) frozen = current;
  changed();
}

export function setConnection(change) {
  const phaseChanged = change.phase !== undefined && change.phase !== connection.phase;
  connection = { ...connection, ...change, since: phaseChanged ? Date.now() : connection.since };
  changed();
}

export function togglePause() {
  frozen = frozen ? null : current;
  pausedSince = frozen ? Date.now() : null;
  changed();
}

/** The one state that is shown in the header; `for` is how long it has lasted, in milliseconds. */
export function status(now = Date.now()) {
  if (connection.phase === "denied") return { state: "denied", note: connection.note };
  if (connection.phase === "lost") {
    return { state: "lost", for: now - connection.since, retryIn: connection.retryAt - now, note: connection.note };
  }
  if (frozen) return { state: "paused", for: now - pausedSince };
  if (connection.phase === "connecting" || !current.loaded) {
    return { state: "connecting", retryIn: connection.retryAt - now, attempt: connection.attempt };
  }
  const silence = now - arrivedAt;
  if (silence > silenceMax) return { state: "delayed", for: silence, note: connection.note };
  if (delay > delayMax) return { state: "delayed", for: delay, note: connection.note };
  return { state: "live", note: connection.note };
}

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function changed() {
  if (scheduled) return;
  scheduled = true;
  const wait = Math.max(0, renderedAt + renderInterval - Date.now());
  // The animation frame comes last: a hidden page then renders nothing at all.
  setTimeout(() => requestAnimationFrame(() => {
    scheduled = false;
    renderedAt = Date.now();
    for (const listener of listeners) listener();
  }), wait);
}

// Silence is a change too: without messages the header must still come to say "delayed".
if (typeof document !== "undefined") setInterval(changed, 500);
