// The models' figures as charts and tables need them. Pure, so that it is tested in node.

const secondsADay = 86400;

/** "2018-06-10" → whole days since 1970. */
export const dayOf = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 1000 / secondsADay);

export const dayText = (day) => new Date(day * secondsADay * 1000).toISOString().slice(0, 10);

/** One row a period: of two models that scored in one, the row of the one that scored more. */
export function byPeriod(items) {
  const rows = [];
  for (const row of items) {
    const last = rows.at(-1);
    if (last?.from !== row.from) rows.push(row);
    else if (row.scored > last.scored) rows[rows.length - 1] = row;
  }
  return rows;
}

/** Where models begin, but for the first one of what is shown. */
export function marksOf(models, rows) {
  const first = rows.length > 0 ? dayOf(rows[0].from) : 0;
  return models.map((model) => ({ at: dayOf(model.firstDay), text: model.name })).filter((mark) => mark.at > first);
}

/** The first period from which on labels still come; null when all are in. */
export function openFrom(rows) {
  const settled = rows.findLastIndex((row) => row.isSettled);
  return settled === rows.length - 1 ? null : dayOf(rows[settled + 1].from);
}

/** The currency with the most money of frauds, which the chart is of. */
export function mainCurrency(rows) {
  const sums = new Map();
  for (const { currency, caught, missed } of rows.flatMap((row) => row.money)) {
    sums.set(currency, (sums.get(currency) ?? 0) + Number(caught) + Number(missed));
  }
  return [...sums].sort(([, left], [, right]) => right - left)[0]?.[0] ?? null;
}

/** The shares of scores, band by band without a gap: of all payments, and of frauds; places are twice log-odds. */
export function sharesOf(scores) {
  if (scores.length === 0) return { x: [], all: [], frauds: [] };
  const place = (band) => Math.round(band.logOdds * 2);
  const bands = new Map(scores.map((band) => [place(band), band]));
  const [low, high] = [place(scores[0]), place(scores.at(-1))];
  const x = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const total = (key) => scores.reduce((sum, band) => sum + band[key], 0);
  const [all, frauds] = [total("all"), total("frauds")];
  return {
    x, all: x.map((at) => (bands.get(at)?.all ?? 0) / all),
    frauds: x.map((at) => (frauds === 0 ? null : (bands.get(at)?.frauds ?? 0) / frauds)),
  };
}

export const probabilityOf = (logOdds) => 1 / (1 + Math.exp(-logOdds));
