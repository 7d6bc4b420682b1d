// The feed's messages as one state of the page. Pure: the same messages give the same state, so it is tested in node.

export const windowSeconds = 120;
const transactionsMax = 200;
const transactionsPerSecond = 3;
const alertsMax = 100;
const movesMax = 50;

export function emptyState() {
  return {
    loaded: false, node: null, totals: {}, commit: {}, sales: {}, rate: null, watermark: null, lag: null,
    series: { times: [], rate: [], p99: [], alerts: [], failed: [], revenue: [] },
    transactions: [], sampled: false, alerts: [], balances: [], top: {}, moves: [], shards: [], categories: [],
    second: null, secondStart: null, allowance: transactionsPerSecond,
  };
}

export function reduce(state, message) {
  switch (message.kind) {
    case "snapshot": return snapshot(message.data);
    case "pulse": return pulse(state, message.data);
    case "alert": return { ...state, alerts: prepend(state.alerts, message.data, alertsMax) };
    case "rank": return { ...state, moves: prepend(state.moves, message.data, movesMax) };
    // A newer node may send more kinds; a page from before can live without them.
    default: return state;
  }
}

function snapshot(data) {
  const times = data.series?.times ?? [];
  const column = (name) => (data.series?.[name] ?? times.map(() => null)).slice(-windowSeconds);
  return {
    ...emptyState(), ...data, loaded: true,
    totals: data.totals ?? {}, commit: data.commit ?? {}, sales: data.sales ?? {}, top: data.top ?? {},
    series: {
      times: times.slice(-windowSeconds), rate: column("rate"), p99: column("p99"), alerts: column("alerts"),
      failed: column("failed"), revenue: column("revenue"),
    },
    rate: data.rate ?? data.series?.rate?.at(-1) ?? null,
    transactions: newestFirst(data.transactions), alerts: newestFirst(data.alerts), moves: newestFirst(data.moves),
    balances: data.balances ?? [], shards: data.shards ?? [], categories: data.categories ?? [],
    secondStart: marks(data.totals ?? {}, data.sales ?? {}),
  };
}

function pulse(state, data) {
  const next = { ...state };
  for (const key of ["rate", "watermark", "lag", "balances", "categories"]) {
    if (data[key] !== undefined) next[key] = data[key];
  }
  for (const key of ["totals", "commit", "sales"]) {
    if (data[key]) next[key] = { ...state[key], ...data[key] };
  }
  if (data.top) next.top = mergeTop(state.top, data.top);
  if (data.shards) next.shards = mergeShards(state.shards, data.shards);
  if (data.second) advance(state, next, data);
  if (data.transactions?.length) sample(next, data.transactions);
  return next;
}

/** One point per second: pulses within a second correct its point, skipped seconds stay open as a gap in the line. */
function advance(state, next, data) {
  const started = state.second === null || data.second > state.second;
  if (started) {
    next.second = data.second;
    next.secondStart = marks(state.totals, state.sales);
    next.allowance = transactionsPerSecond;
  }
  const from = next.secondStart;
  const now = marks(next.totals, next.sales);
  const point = {
    times: data.second, rate: next.rate, p99: next.commit.p99 ?? null, alerts: now.alerts - from.alerts,
    failed: now.failed - from.failed, revenue: now.revenue - from.revenue,
  };
  const last = state.series.times.at(-1);
  if (data.second < last) return; // its point was drawn already
  const skipped = last === undefined ? 0 : Math.max(0, Math.min(data.second - last - 1, windowSeconds));
  next.series = {};
  for (const [name, values] of Object.entries(state.series)) {
    const column = data.second === last ? values.slice(0, -1) : values.slice();
    for (let step = skipped; step > 0; step--) column.push(name === "times" ? data.second - step : null);
    column.push(point[name]);
    next.series[name] = column.slice(-windowSeconds);
  }
}

/** What is counted up through the day, to take the differences of. */
function marks(totals, sales) {
  return {
    alerts: totals.alerts ?? 0,
    failed: (totals.rejected ?? 0) + (totals.refused ?? 0),
    revenue: Number(sales.revenueToday ?? 0),
  };
}

/**
 * No eye follows a hundred rows a second: a few of each second are shown, and `sampled` says so on the page. One place
 * is kept for a row that needs a look; no more, or the list would look as if every other transaction failed.
 */
function sample(next, arrived) {
  const room = Math.min(next.allowance, arrived.length);
  next.sampled = next.sampled || room < arrived.length;
  next.allowance -= room;
  if (room === 0) return;
  const chosen = new Set(arrived.slice(-room));
  const notable = arrived.findLast((row) => row.alert || row.result === "rejected");
  if (notable && !chosen.has(notable)) {
    chosen.delete(arrived.at(-room));
    chosen.add(notable);
  }
  const known = new Set(next.transactions.map((row) => row.id));
  const rows = arrived.filter((row) => chosen.has(row) && !known.has(row.id)).reverse();
  next.transactions = [...rows, ...next.transactions].slice(0, transactionsMax);
}

function mergeTop(before, changed) {
  const merged = { ...before };
  for (const [window, scopes] of Object.entries(changed)) merged[window] = { ...merged[window], ...scopes };
  return merged;
}

function mergeShards(before, changed) {
  const byShard = new Map(before.map((row) => [row.shard, row]));
  for (const row of changed) byShard.set(row.shard, { ...byShard.get(row.shard), ...row });
  return [...byShard.values()].sort((left, right) => left.shard - right.shard);
}

function prepend(rows, row, most) {
  return rows.some((other) => other.id === row.id) ? rows : [row, ...rows].slice(0, most);
}

/** Lists in a message may come either way round; the page shows the newest first. */
function newestFirst(rows) {
  return [...(rows ?? [])].sort((left, right) => (left.time < right.time ? 1 : left.time > right.time ? -1 : 0));
}
