// Numbers, money and time as text. Money stays the decimal string it came as; only short forms go through a float.
const wholeNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const shortNumber = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const symbols = new Map();

export const missing = "—";

const isMissing = (value) => value === undefined || value === null || value === "";

export function count(value) {
  return isMissing(value) ? missing : wholeNumber.format(value);
}

/** 1,204 → "1.2 k", as axes and narrow places need it. */
export function shortCount(value) {
  return isMissing(value) ? missing : spaced(shortNumber.format(value));
}

function spaced(text) {
  return text.replace(/([A-Z])$/, (unit) => ` ${unit === "K" ? "k" : unit}`).replace("-", "−");
}

/** Two or three significant digits of a duration in milliseconds. */
export function milliseconds(value) {
  if (isMissing(value)) return missing;
  return value < 10 ? value.toFixed(1) : wholeNumber.format(value);
}

export function currencySymbol(currency) {
  if (!currency) return "";
  if (!symbols.has(currency)) symbols.set(currency, readSymbol(currency));
  return symbols.get(currency);
}

function readSymbol(currency) {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    return format.formatToParts(0).find((part) => part.type === "currency").value;
  } catch {
    return currency;
  }
}

/** "-1204118.20" → "−1,204,118.20": grouped as text, so that no digit is ever rounded. */
export function amount(value) {
  if (isMissing(value)) return missing;
  const text = String(value);
  const negative = text.startsWith("-");
  const [whole, fraction] = text.replace(/^[-+]/, "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (negative ? "−" : "") + grouped + (fraction === undefined ? "" : `.${fraction}`);
}

export function money(value, currency) {
  const text = amount(value);
  const symbol = currencySymbol(currency);
  if (text === missing || !symbol) return text;
  return text.startsWith("−") ? `−${symbol} ${text.slice(1)}` : `${symbol} ${text}`;
}

export function shortMoney(value, currency) {
  if (isMissing(value)) return missing;
  if (Math.abs(value) < 10000) return money(value, currency);
  const text = spaced(shortNumber.format(Math.abs(value)));
  return `${value < 0 ? "−" : ""}${currencySymbol(currency)} ${text}`.trim();
}

/** A change against something: always signed, so that it can't be read as a level. */
export function change(value) {
  if (isMissing(value) || Number(value) === 0) return missing;
  const text = Math.abs(value) < 10000 ? amount(value) : spaced(shortNumber.format(value));
  return Number(value) > 0 ? `+${text.replace(/^\+/, "")}` : text;
}

export function percent(share) {
  if (!Number.isFinite(share)) return missing;
  const value = Math.abs(share * 100);
  return `${value.toFixed(value < 0.1 && value > 0 ? 2 : value < 10 ? 1 : 0)} %`;
}

/** Time of day in UTC; the date comes along when it isn't today, as replayed records are years old. */
export function clock(time, { fraction = false, today = new Date() } = {}) {
  if (isMissing(time)) return missing;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const text = date.toISOString();
  const day = text.slice(0, 10);
  const ofDay = text.slice(11, fraction ? 23 : 19);
  return day === today.toISOString().slice(0, 10) ? ofDay : `${day} ${ofDay}`;
}

/** "14 s", "3 min", "2 h", "5 d": how long something has lasted. */
export function duration(value) {
  const seconds = Math.max(0, Math.round(value / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** Codes are for programs: "insufficient-funds" → "insufficient funds". */
export function words(code) {
  return isMissing(code) ? missing : String(code).replaceAll("-", " ");
}

/** Kinds come as one number or by kind; both have a sum. */
export function sumOf(value) {
  if (value && typeof value === "object") return Object.values(value).reduce((sum, part) => sum + part, 0);
  return value;
}
