// node --test: the feed's messages become the page's state without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyState, reduce, windowSeconds } from "../wwwroot/js/state/reduce.js";

const pulse = (data) => ({ seq: 1, kind: "pulse", time: "2026-01-01T00:00:00Z", data });
const fold = (...pulses) => pulses.reduce((state, data) => reduce(state, pulse(data)), emptyState());
const transaction = (id, more = {}) => ({
  id, time: "2026-01-01T00:00:00Z", result: "accepted", alert: false, ...more,
});

test("pulses of one second correct one point", () => {
  const state = fold({ second: 100, rate: 5 }, { second: 100, rate: 7 }, { second: 101, rate: 9 });
  assert.deepEqual(state.series.times, [100, 101]);
  assert.deepEqual(state.series.rate, [7, 9]);
});

test("skipped seconds stay open instead of being drawn through", () => {
  const state = fold({ second: 100, rate: 5 }, { second: 103, rate: 6 });
  assert.deepEqual(state.series.times, [100, 101, 102, 103]);
  assert.deepEqual(state.series.rate, [5, null, null, 6]);
});

test("an older second changes nothing in the series", () => {
  const state = fold({ second: 100, rate: 5 }, { second: 99, rate: 6 });
  assert.deepEqual(state.series.rate, [5]);
});

test("the series keeps two minutes", () => {
  const state = fold(...Array.from({ length: windowSeconds + 30 }, (_, index) => ({ second: index + 1, rate: index })));
  assert.equal(state.series.times.length, windowSeconds);
  assert.equal(state.series.times.at(-1), windowSeconds + 30);
});

test("alerts of a second are the difference of the totals", () => {
  const state = fold({ second: 100, totals: { alerts: 4 } }, { second: 101, totals: { alerts: 9 } });
  assert.equal(state.series.alerts.at(-1), 5);
});

test("of many transactions a few are shown, one of them a notable one", () => {
  const rows = Array.from({ length: 20 }, (_, index) => transaction(`t${index}`));
  rows[2] = transaction("t2", { result: "rejected" });
  rows[4] = transaction("t4", { alert: true });
  const state = fold({ second: 100, transactions: rows });
  assert.deepEqual(state.transactions.map((row) => row.id), ["t19", "t18", "t4"]);
  assert.equal(state.sampled, true);
});

test("few transactions are all shown, the newest first", () => {
  const state = fold({ second: 100, transactions: [transaction("a"), transaction("b")] });
  assert.deepEqual(state.transactions.map((row) => row.id), ["b", "a"]);
  assert.equal(state.sampled, false);
});

test("a changed scope leaves the other rankings alone", () => {
  const state = fold({ top: { "1h": { all: [1], c001: [2] } } }, { top: { "1h": { all: [3] } } });
  assert.deepEqual(state.top, { "1h": { all: [3], c001: [2] } });
});

test("shards are merged by number", () => {
  const before = [{ shard: 1, lag: 5, state: "running" }, { shard: 0, lag: 1 }];
  const state = fold({ shards: before }, { shards: [{ shard: 1, lag: 0 }] });
  assert.deepEqual(state.shards, [{ shard: 0, lag: 1 }, { shard: 1, lag: 0, state: "running" }]);
});

test("an alert that comes twice is shown once", () => {
  const alert = { seq: 1, kind: "alert", data: { id: "a", time: "2026-01-01T00:00:00Z" } };
  assert.equal(reduce(reduce(emptyState(), alert), alert).alerts.length, 1);
});

test("a kind from a newer node changes nothing", () => {
  const state = emptyState();
  assert.equal(reduce(state, { seq: 1, kind: "weather", data: {} }), state);
});

test("a snapshot without anything is a loaded, empty page", () => {
  const state = reduce(emptyState(), { seq: 1, kind: "snapshot", data: {} });
  assert.equal(state.loaded, true);
  assert.deepEqual(state.series.times, []);
});
