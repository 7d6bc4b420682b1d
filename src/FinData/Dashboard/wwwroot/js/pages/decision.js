// One decision: what came out and why, the money before and after, the rules of then, what is usual for the account.
import { html, useState } from "../html.js";
import { useTitle } from "../hooks.js";
import { amount, clock, count, missing, money, words } from "../text/format.js";
import { getJson, postJson, useJson } from "../request.js";
import { entityHref, href, queryText } from "../route.js";
import { Dots } from "../parts/dots.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Figures, frauds } from "../parts/figures.js";
import { Badge, Panel } from "../parts/panel.js";
import { Table } from "../parts/table.js";

const shown = 200;
const partShown = 0.005;
const tones = { accepted: "good", review: "warn", rejected: "bad" };
const debits = new Set(["paid", "withdrawn", "transferred-out", "hold-committed"]);

export function Page({ route }) {
  useTitle(route.id);
  const account = route.query.account;
  const address = `api/decisions/${encodeURIComponent(route.id)}`;
  const [version, setVersion] = useState(0);
  const { data, error } = useJson(`${address}?${queryText({ account })}`, 0, version);
  if (!data) {
    return html`
      <h1 class="mono">${route.id}</h1>
      <${Panel} title="Decision"><${Failure} error=${error} />
        ${!error && html`<${Nothing} loading />`}
        ${error && account && html`<p><a href=${entityHref(account)}>The account</a></p>`}
      <//>`;
  }
  return html`
    <div class="title"><h1 class="mono">${data.transaction}</h1>
      <${Badge} tone=${tones[data.result]}>${data.result}<//></div>
    <div class="columns">
      <div class="column wide">
        <${Verdict} data=${data} address=${`${address}/replay?${queryText({ account })}`} />
        ${data.sequence > 0 && html`<${Recent} data=${data} />`}
        ${data.rules.length > 0 && html`<${Rules} data=${data} />`}
      </div>
      <div class="column">
        ${labels(data).length > 0 && html`<${Label} data=${data} told=${() => setVersion(version + 1)} />`}
        ${isHeld(data) && html`<${Held} data=${data} told=${() => setVersion(version + 1)} />`}
        <${Moment} data=${data} />
        ${data.other && html`<${Counterpart} id=${data.other} />`}
      </div>
    </div>
    ${data.later.length > 0 && html`<${Later} data=${data} />`}`;
}

function Verdict({ data, address }) {
  const [replay, setReplay] = useState(null);
  const again = async () => {
    setReplay({ busy: true });
    setReplay(await getJson(address).catch((error) => ({ error })));
  };
  return html`
    <${Panel} title="Why" actions=${html`<button type="button" class="small" disabled=${replay?.busy}
      data-verb="replay" onClick=${again}>Decide it again</button>`}>
      <p class="verdict">${data.words}</p>
      <p class="note">${what(data)} at ${clock(data.time)} UTC by <a href=${entityHref(data.account,
        { transaction: data.transaction })}>${data.account}</a>${data.isLate ? ", too late for windows" : ""}</p>
      ${data.score && html`<${Score} score=${data.score} />`}
      ${data.alerts.map((alert) => html`<p key=${alert.id}><${Badge} tone="warn">${alert.rule}<//>
        ${" "}${alert.reason}</p>`)}
      <${Replayed} replay=${replay} />
    <//>`;
}

const what = (data) =>
  `${words(data.kind)}: ${money(data.amount, data.currency)}${data.other ? ` with ${data.other}` : ""}`;

/** What moved the score: bars that begin where the one before has ended, so that they add up to it. */
function Score({ score }) {
  return html`
    <p><b class="score" data-tone=${score.probability >= 0.5 ? "bad" : undefined}>${score.probability.toFixed(3)}</b>
      ${" "}how likely a fraud, said ${score.model}; log-odds ${score.logOdds.toFixed(2)}:</p>
    <${Parts} parts=${[...score.reasons.map((reason) => [reason.words, reason.part]), ["all else", score.rest]]} />`;
}

function Parts({ parts }) {
  let at = 0;
  const bars = parts.map(([name, part]) => {
    const from = at;
    at += part;
    return { name, part, left: Math.min(from, at), right: Math.max(from, at) };
  });
  const low = Math.min(0, ...bars.map((bar) => bar.left));
  const span = Math.max(0.01, Math.max(0, ...bars.map((bar) => bar.right)) - low);
  return html`
    <dl class="reasons">${bars.map((bar) => html`<div key=${bar.name}><dt>${bar.name}</dt><dd><i
      data-tone=${bar.part > 0 ? "bad" : "good"} style=${{ left: `${((bar.left - low) / span) * 100}%`,
        width: `${Math.max(0.5, ((bar.right - bar.left) / span) * 100)}%` }}></i></dd><dd
      class="number">${bar.part > 0 ? "+" : "−"}${Math.abs(bar.part).toFixed(2)}</dd></div>`)}</dl>`;
}

function Replayed({ replay }) {
  if (!replay || replay.busy) return null;
  if (replay.error) return html`<${Failure} error=${replay.error} />`;
  const isLarge = (reason) => Math.abs(reason.part) >= partShown;
  const small = (replay.score?.reasons ?? []).filter((reason) => !isLarge(reason));
  if (replay.different === 0) {
    return html`
      <p><${Badge} tone="good">decided again: identical, bit for bit<//></p>
      ${replay.score && html`
        <p class="note">What every feature did to the score, log-odds:</p>
        <${Parts} parts=${[["what the model begins with", replay.score.average],
          ...replay.score.reasons.filter(isLarge).map((reason) => [reason.words, reason.part]),
          ...(small.length ? [[`${count(small.length)} others`,
            small.reduce((sum, reason) => sum + reason.part, 0)]] : [])]} />`}`;
  }
  const [found] = replay.examples;
  return html`
    <p><${Badge} tone="bad">decided again: it comes out otherwise<//></p>
    <ul>${found.fields.map((field, index) => html`<li
      key=${index}>${field.field}: was ${field.was}, is ${field.is}</li>`)}</ul>
    <p class="note">${found.cause ? `Explained by other settings than then: ${found.cause}.`
      : "No setting explains it: the journal was changed, or another version of the program has decided."}</p>`;
}

/** What can be said of it: nothing of what is no debit, and nothing twice. */
function labels(data) {
  const isDebit = debits.has(data.kind) || data.kind === "hold-placed" || data.reason === "declined";
  const isTold = data.later.some((row) => row.kind.startsWith("labelled-"));
  return isDebit && !isTold ? [["Confirm fraud", "label-fraud"], ["False alarm", "label-genuine"]] : [];
}

/** Whether its money waits for somebody; nobody knows before the hold's time is over whether it is. */
const isHeld = (data) => data.kind === "hold-placed"
  && !data.later.some((row) => ["hold-committed", "hold-voided", "hold-expired"].includes(row.kind));

/** Sends a record about the decision: journaled like any other. A label or an end of the hold that is there is told of. */
function useRecord(data, told) {
  const [answer, setAnswer] = useState({ busy: false, error: null });
  const send = async (verb, record) => {
    setAnswer({ busy: true, error: null });
    try {
      const { reason } = await postJson("api/transactions", {
        id: `${verb}:${crypto.randomUUID()}`, ts: new Date().toISOString(), account: data.account, ...record,
      });
      setAnswer({ busy: false, error: reason ? { title: "It stays as it is.", message: words(reason) } : null });
      if (!reason) told();
    } catch (error) {
      setAnswer({ busy: false, error });
    }
  };
  return [answer, send];
}

/** A label is what scores and backtests learn from. */
function Label({ data, told }) {
  const [answer, send] = useRecord(data, told);
  return html`
    <${Panel} title="Was it a fraud?" note="becomes a label for scores and backtests">
      <${Failure} error=${answer.error} />
      <p class="steps">${labels(data).map(([title, type]) => html`<button type="button" key=${type} data-verb=${type}
        disabled=${answer.busy} onClick=${() => send("label", { type, of: data.transaction })}>${title}</button>`)}</p>
    <//>`;
}

/** What is held is paid to whom the debit named, or given back. */
function Held({ data, told }) {
  const [answer, send] = useRecord(data, told);
  const { transaction: hold, amount: held, currency, other } = data;
  const to = other ? { [other.startsWith("terminal:") ? "terminal" : "to"]: other } : {};
  const ends = [["Pay it", "commit", { amount: held, ...to }], ["Give it back", "void", {}]];
  return html`
    <${Panel} title="Its money is held" note=${`${money(held, currency)}${other ? ` for ${other}` : ""}`}>
      <${Failure} error=${answer.error} />
      <p class="steps">${ends.map(([title, type, more]) => html`<button type="button" key=${type} data-verb=${type}
        disabled=${answer.busy} onClick=${() => send(type, { type, hold, currency, ...more })}>${title}</button>`)}</p>
    <//>`;
}

/** The account's debits before it, the amount of each, so that one sees what stands out. */
function Recent({ data }) {
  const { data: page, error } = useJson(`api/accounts/${encodeURIComponent(data.account)}/events?${queryText({
    before: data.sequence + 1, limit: shown })}`);
  const items = (page?.items ?? [])
    .filter((row) => debits.has(row.kind) || row.sequence === data.sequence)
    .map((row) => ({
      time: row.time, value: Math.abs(Number(row.amount)), isThis: row.sequence === data.sequence,
      says: `${clock(row.time)}: ${money(row.amount, data.currency)}`,
    })).reverse();
  return html`
    <${Panel} title="The account before it" note="amount of each debit; dashed: their mean; filled: this one"
      actions=${html`<a href=${entityHref(data.account)}>The account</a>`}>
      <${Failure} error=${error} />
      ${items.length === 0 ? html`<${Nothing} loading=${!page && !error}>No debit before.<//>` : html`<${Dots}
        items=${items} most=${(value) => money(value.toFixed(2), data.currency)}
        label=${`${count(items.length)} debits, the last of ${money(data.amount, data.currency)}`} />`}
    <//>`;
}

function Rules({ data }) {
  return html`
    <${Panel} title="Rules" note=${`as of change ${data.ruleSet}`}
      actions=${html`<a href=${href("rules")}>All rules</a>`}>
      ${data.rules.map((rule) => html`
        <div class="rule-then" key=${`${rule.rule} ${rule.version}`}>
          <b>${rule.rule}</b> <span class="muted">v${rule.version}, ${stageOf(rule)},${" "}
            made by ${rule.maker}${rule.approver ? `, approved by ${rule.approver}` : ""}</span>${" "}
          <${Badge} tone=${rule.said === "decided" ? tones[data.result] : undefined}>${rule.said}<//>
          <pre class="mono">${rule.text.trim()}</pre>
        </div>`)}
    <//>`;
}

const stageOf = (rule) => (rule.percent ? `on ${rule.percent} %` : rule.stage);

function Moment({ data }) {
  const then = (name) => (data.after ? html`${data.before ? amount(data.before[name]) : missing} → ${
    amount(data.after[name])}` : missing);
  return html`
    <${Panel} title="At that moment">
      <${Figures} items=${[
        ["posted", then("posted")], ["held", then("held")], ["available", then("available")],
        ...(data.deviations === null ? [] : [["deviations above mean", amount(data.deviations.toFixed(2))],
          ["debits in the hour", count(data.velocity)]]),
        ...(data.reference ? [["names", html`<a href=${href("decision", data.reference,
          { account: data.account })}>${data.reference}</a>`]] : []),
        ["shard · batch · index", `${data.place.shard} · ${data.place.batch} · ${data.place.index}`],
        ["epoch", data.place.epoch],
        ["SHA-256 of the batch", html`<span class="mono" title=${data.place.hash}>${data.place.hash.slice(0, 8)}…${
          data.place.hash.slice(-8)}</span>`],
      ]} />
    <//>`;
}

function Counterpart({ id }) {
  const { data, error } = useJson(`api/accounts/${encodeURIComponent(id)}`);
  return html`
    <${Panel} title="The other side" actions=${html`<a href=${entityHref(id)}>${id}</a>`}>
      <${Failure} error=${error} />
      ${data ? html`<${Figures} items=${[["posted", money(data.posted, data.currency)], ["events", count(data.events)],
        ["last event", clock(data.lastTime)], ["alerts lately", count(data.alerts.length)],
        ...frauds(data)]} />`
        : !error && html`<${Nothing} loading />`}
    <//>`;
}

const columns = [
  { key: "time", title: "time", mono: true, place: "second", cell: (row) => clock(row.time) },
  { key: "kind", title: "what", place: "first", cell: (row) => html`${words(row.kind)}${row.reason
    ? html` <span class="muted">${words(row.reason)}</span>` : ""}` },
  { key: "transaction", title: "transaction", mono: true, cell: (row) => row.transaction ?? missing },
  { key: "amount", title: "amount", number: true, place: "first-end", cell: (row) => amount(row.amount) },
  { key: "balance", title: "balance", number: true, place: "second-end", cell: (row) => amount(row.balance) },
];

function Later({ data }) {
  return html`
    <${Panel} title="What came of it" note="the account's later events about this transaction">
      <${Table} label="Later events" columns=${columns} rows=${data.later} keyOf=${(row) => row.sequence} />
    <//>`;
}
