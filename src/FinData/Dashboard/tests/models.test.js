import assert from "node:assert/strict";
import test from "node:test";
import {
  byPeriod, dayOf, dayText, mainCurrency, marksOf, openFrom, probabilityOf, sharesOf,
} from "../wwwroot/js/text/models.js";

const row = (from, more = {}) => ({ from, scored: 1, isSettled: true, money: [], ...more });

test("a day is a whole number and comes back", () => {
  assert.equal(dayOf("1970-01-02"), 1);
  assert.equal(dayText(dayOf("2018-06-10")), "2018-06-10");
});

test("of two models in a period the one that scored more is drawn", () => {
  const rows = byPeriod([row("2018-06-10"), row("2018-06-11", { model: 1 }), row("2018-06-11", { model: 2, scored: 5 }),
    row("2018-06-11", { model: 3, scored: 2 })]);
  assert.deepEqual(rows.map((of) => [of.from, of.model]), [["2018-06-10", undefined], ["2018-06-11", 2]]);
});

test("a model is marked where it begins, but not at the left edge", () => {
  const models = [{ name: "a", firstDay: "2018-06-10" }, { name: "b", firstDay: "2018-06-12" }];
  assert.deepEqual(marksOf(models, [row("2018-06-10")]), [{ at: dayOf("2018-06-12"), text: "b" }]);
  assert.deepEqual(marksOf(models, [row("2018-06-12")]), []);
});

test("figures grow from the first period on after the last settled one", () => {
  const open = { isSettled: false };
  assert.equal(openFrom([row("2018-06-10"), row("2018-06-11", open), row("2018-06-12", open)]), dayOf("2018-06-11"));
  assert.equal(openFrom([row("2018-06-10", open)]), dayOf("2018-06-10"));
  assert.equal(openFrom([row("2018-06-10")]), null);
});

test("the chart of money is of the currency with the most", () => {
  const of = (currency, caught, missed) => ({ currency, caught, missed });
  assert.equal(mainCurrency([row("2018-06-10", { money: [of("EUR", "9.00", "9.00"), of("USD", "10.00", "0.00")] }),
    row("2018-06-11", { money: [of("USD", "9.00", "0.00")] })]), "USD");
  assert.equal(mainCurrency([row("2018-06-10")]), null);
});

test("shares of scores sum to one and leave no band out", () => {
  const { x, all, frauds } = sharesOf([{ logOdds: -1, all: 6, frauds: 0 }, { logOdds: 0.5, all: 2, frauds: 1 }]);
  assert.deepEqual(x, [-2, -1, 0, 1]);
  assert.deepEqual(all, [0.75, 0, 0, 0.25]);
  assert.deepEqual(frauds, [0, 0, 0, 1]);
  assert.deepEqual(sharesOf([{ logOdds: 0, all: 1, frauds: 0 }]).frauds, [null]);
  assert.deepEqual(sharesOf([]), { x: [], all: [], frauds: [] });
});

test("log-odds are a probability", () => {
  assert.equal(probabilityOf(0), 0.5);
  assert.ok(Math.abs(probabilityOf(2) - 0.8808) < 1e-4);
});
