// node --test: what the page writes, and the addresses it makes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { href, parseRoute, entityHref } from "../wwwroot/js/route.js";
import { decodeOriginal, toCsv } from "../wwwroot/js/text/csv.js";
import { amount, change, clock, duration, money, percent, shortMoney } from "../wwwroot/js/text/format.js";

test("money keeps every digit of its text", () => {
  assert.equal(amount("-90071992547409931234.05"), "−90,071,992,547,409,931,234.05");
  assert.equal(money("1204.10", "EUR"), "€ 1,204.10");
  assert.equal(money("-0.05", "GBP"), "−£ 0.05");
  assert.equal(money("5", "XXQ"), "XXQ 5");
  assert.equal(money(null, "EUR"), "—");
});

test("short forms are for glances", () => {
  assert.equal(shortMoney("1918442.18", "GBP"), "£ 1.92 M");
  assert.equal(change("-18022.00"), "−18 k");
  assert.equal(change("2100.40"), "+2,100.40");
  assert.equal(change("0.00"), "—");
  assert.equal(percent(0.0002), "0.02 %");
});

test("a time of another day carries its date", () => {
  const today = new Date("2026-01-02T12:00:00Z");
  assert.equal(clock("2026-01-02T08:26:01.250Z", { today, fraction: true }), "08:26:01.250");
  assert.equal(clock("2010-12-01T08:26:00Z", { today }), "2010-12-01 08:26:00");
  assert.equal(duration(200000), "3 min");
});

test("addresses hold page, id and filters both ways", () => {
  const address = href("account", "card:596/7 %", { transaction: "card:1", empty: "" });
  assert.equal(address, "#/account/card:596%2F7%20%25?transaction=card:1");
  assert.deepEqual(parseRoute(address), { page: "account", id: "card:596/7 %", query: { transaction: "card:1" } });
  assert.deepEqual(parseRoute("#/account/%"), { page: "account", id: "%", query: {} });
  assert.deepEqual(parseRoute(""), { page: "", id: "", query: {} });
  assert.equal(entityHref("product:85123A"), "#/products/85123A");
});

test("cells of a CSV can't run in a spreadsheet", () => {
  const columns = [{ title: "a", value: (row) => row }];
  const rows = ["=1+1", "-12.34", 'say "x", y', null];
  assert.equal(toCsv(columns, rows), 'a\r\n\'=1+1\r\n-12.34\r\n"say ""x"", y"\r\n\r\n');
});

test("a dead letter's bytes are shown even when they are not UTF-8", () => {
  assert.equal(decodeOriginal(btoa("{\"a\":1}")), "{\"a\":1}");
  assert.equal(decodeOriginal(btoa("\xff")), "\ufffd");
  assert.equal(decodeOriginal("%%%"), "%%%");
});
