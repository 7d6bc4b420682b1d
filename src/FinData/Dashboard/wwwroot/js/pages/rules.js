// The bank's rules: what each does, how far it has come, what it has found; tried, approved by two, taken back.
import { html, useState } from "../html.js";
import { useTitle } from "../hooks.js";
import { clock, count, words } from "../text/format.js";
import { postJson, useJson } from "../request.js";
import { Failure, Nothing } from "../parts/empty.js";
import { Badge, Panel } from "../parts/panel.js";
import { Table } from "../parts/table.js";

const refresh = 3000;
const personKey = "findata-person";
const tones = { approve: "good", review: "warn", decline: "bad" };
const gone = new Set(["replaced", "rolled-back"]);
const example = 'rule large: when amount > 5000 EUR then review "a large amount"';

/** What the next step of a version may be: the words of its buttons, and what they ask for. */
const steps = {
  draft: [["Shadow", "shadow"]], backtest: [["Shadow", "shadow"]],
  shadow: [["On 10 %", "percentage", 10], ["Active", "active"]], percentage: [["Active", "active"]],
};

export function Page({ status }) {
  useTitle("Rules");
  const [version, setVersion] = useState(0);
  const [person, setPerson] = useState(localStorage.getItem(personKey) ?? "");
  const [answer, setAnswer] = useState({ error: null, busy: false });
  const { data, error } = useJson("api/rules", status.state === "paused" ? 0 : refresh, version);
  const ask = async (path, body) => {
    setAnswer({ error: null, busy: true });
    try {
      const { refused = [] } = await postJson(`api/rules${path}`, { ...body, by: person.trim() });
      const error = refused.length === 0 ? null
        : { title: "Not all rules were taken in.", message: refused.map(({ why }) => why).join(" ") };
      setAnswer({ error, busy: false });
      setVersion((before) => before + 1);
      return !error;
    } catch (failed) {
      setAnswer({ error: failed, busy: false });
      return false;
    }
  };
  const choosePerson = (name) => {
    localStorage.setItem(personKey, name);
    setPerson(name);
  };
  const rows = rowsOf(data?.items ?? []);
  return html`
    <h1>Rules</h1>
    <${Panel} title=${data?.items.length === 1 ? "1 rule" : `${count(data?.items.length)} rules`}
      note="hits count since a version is evaluated, in shadow too">
      <p class="filters"><label class="field"><span>You are</span>
        <input name="person" value=${person} maxlength="40" autocomplete="off" placeholder="your name"
          onInput=${(event) => choosePerson(event.target.value)} /></label>
        <span class="note">Who has made or promoted a version does not approve it.</span></p>
      <${Failure} error=${answer.error ?? error} />
      ${rows.length === 0 ? html`<${Nothing} loading=${!data && !error}>There is no rule yet. Write one below.<//>`
        : html`<${Table} label="Rules" columns=${columns(ask, answer.busy || !person.trim())} rows=${rows}
          keyOf=${(row) => `${row.rule} ${row.version}`} />`}
    <//>
    <${NewRules} ask=${ask} busy=${answer.busy || !person.trim()} />
    <${Lists} isPaused=${status.state === "paused"} by=${person.trim()} />`;
}

const listColumns = [
  { key: "list", title: "list", place: "first", cell: (row) => html`<b>${row.list}</b>` },
  { key: "ids", title: "ids", number: true, place: "first-end", cell: (row) => count(row.ids) },
  { key: "changed", title: "changed", mono: true, place: "second", cell: (row) => clock(row.changedAt) },
  { key: "by", title: "by", place: "second-end", cell: (row) => row.changedBy },
];

/** Ids that rules look into, blocked or allowed; a change is in force at once. */
function Lists({ isPaused, by }) {
  const [version, setVersion] = useState(0);
  const [change, setChange] = useState({ list: "", id: "", days: "" });
  const [error, setError] = useState(null);
  const lists = useJson("api/lists", isPaused ? 0 : refresh, version);
  const set = (name) => (event) => setChange({ ...change, [name]: event.target.value });
  const send = async (verb) => {
    const until = change.days && verb === "put"
      ? { until: new Date(Date.now() + Number(change.days) * 86_400_000).toISOString() } : {};
    try {
      await postJson(`api/lists/${encodeURIComponent(change.list.trim())}/${verb}`,
        { by, ids: [change.id.trim()], ...until });
      setError(null);
      setChange({ ...change, id: "" });
    } catch (failed) {
      setError(failed);
    }
    setVersion((before) => before + 1);
  };
  const busy = !by || !change.list.trim() || !change.id.trim();
  const rows = lists.data?.items ?? [];
  return html`
    <${Panel} title="Lists" note="ids that rules look into, as in: other in list blocked">
      <${Failure} error=${error ?? lists.error} />
      ${rows.length === 0 ? html`<${Nothing} loading=${!lists.data && !lists.error}>There is no list yet.<//>`
        : html`<${Table} label="Lists" columns=${listColumns} rows=${rows} keyOf=${(row) => row.list} />`}
      <p class="filters">
        <label class="field"><span>List</span><input name="list" value=${change.list} maxlength="40"
          autocomplete="off" placeholder="blocked" onInput=${set("list")} /></label>
        <label class="field"><span>Id</span><input name="id" value=${change.id} maxlength="64" autocomplete="off"
          placeholder="terminal:3156" onInput=${set("id")} /></label>
        <label class="field"><span>For days</span><input name="days" type="number" min="1" value=${change.days}
          placeholder="ever" onInput=${set("days")} /></label></p>
      <p class="steps">
        <button type="button" data-verb="put" disabled=${busy} onClick=${() => send("put")}>Put in</button>
        <button type="button" data-verb="remove" disabled=${busy} onClick=${() => send("remove")}>Take out</button></p>
    <//>`;
}

/** Versions on their way or acting; of a rule without one, the newest, so that it is not lost from sight. */
function rowsOf(rules) {
  return rules.flatMap(({ rule, versions }) => {
    const open = versions.filter((version) => !gone.has(version.stage));
    return (open.length > 0 ? open : versions.slice(0, 1)).map((version) => ({ ...version, rule }));
  });
}

const columns = (ask, busy) => [
  { key: "rule", title: "rule", place: "first", cell: (row) => html`<b>${row.rule}</b> <span
    class="muted">v${row.version}</span>` },
  { key: "does", title: "does", place: "first-end", cell: (row) => html`<${Badge}
    tone=${tones[row.action]}>${row.action ?? "cannot be read"}<//>` },
  { key: "stage", title: "stage", place: "second", cell: (row) => html`<span
    title=${`since ${clock(row.changedAt)} UTC by ${row.changedBy}`}>${stageOf(row.stage, row.percent)}</span>` },
  { key: "hits", title: "hits", number: true, place: "second-end", cell: (row) => html`${count(row.hits)}<span
    class="only-phone muted"> hits</span>` },
  { key: "decided", title: "decided", number: true, cell: (row) => count(row.decided) },
  { key: "unknown", title: "unknown", number: true, cell: (row) => count(row.unknown) },
  { key: "people", title: "made · approved", cell: (row) => [row.maker, row.approver].filter(Boolean).join(" · ") },
  { key: "text", title: "says", wrap: true, place: "third", cell: (row) => html`
    <details class="original"><summary>${row.reason ?? row.rule}</summary>
      <pre class="mono">${row.text}</pre>${row.backtest && html`<p class="note">On history: ${row.backtest}</p>`}
      </details>` },
  { key: "next", title: "next", place: "fourth", cell: (row) => html`<${Next} row=${row} ask=${ask} busy=${busy} />` },
];

function Next({ row, ask, busy }) {
  const path = `/${encodeURIComponent(row.rule)}`;
  const button = (title, verb, body) => html`<button type="button" class="small" key=${title} disabled=${busy}
    data-verb=${verb} onClick=${() => ask(`${path}/${verb}`, { ...body, version: row.version })}>${title}</button>`;
  return html`<span class="steps">
    ${row.asked && html`<span class="note">${stageOf(row.asked, row.askedPercent)}, asked by ${row.askedBy}</span>`}
    ${row.asked && button("Approve", "approve", {})}
    ${!row.asked && (steps[row.stage] ?? []).map(([title, to, percent]) => button(title, "promote", { to, percent }))}
    ${!gone.has(row.stage) && button("Roll back", "rollback", {})}
  </span>`;
}

function NewRules({ ask, busy }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState(null);
  const check = async () => setFound(await postJson("api/rules/check", { text }).catch((error) => ({ error })));
  const add = async () => {
    if (await ask("", { text })) setText("");
  };
  return html`
    <${Panel} title="New rules" note="taken in as drafts: nothing is decided by them yet">
      <textarea name="rules" class="mono" rows="6" value=${text} placeholder=${example} spellcheck=${false}
        aria-label="Rules" onInput=${(event) => {
          setText(event.target.value);
          setFound(null);
        }}></textarea>
      <${Found} found=${found} text=${text} />
      <p class="steps">
        <button type="button" data-verb="check" disabled=${!text.trim()} onClick=${check}>Check</button>
        <button type="button" data-verb="add" disabled=${busy || !text.trim()} onClick=${add}>Add</button>
        <span class="note">findata rule values lists what rules can ask.</span></p>
    <//>`;
}

function Found({ found, text }) {
  if (!found) return null;
  if (found.error) return html`<${Failure} error=${found.error} />`;
  const lines = text.split("\n");
  return html`
    ${found.problems.map((problem) => html`<pre class="mono failure" key=${`${problem.line}:${problem.column}`}>${[
      `${problem.line}:${problem.column}: ${problem.message}`, lines[problem.line - 1],
      `${" ".repeat(problem.column - 1)}${"^".repeat(Math.max(1, problem.length))}`].join("\n")}</pre>`)}
    <p class="note" role="status">${found.rules.length} can be read${found.problems.length > 0
      ? `, ${found.problems.length} cannot` : ""}.</p>`;
}

const stageOf = (stage, percent) => (stage === "percentage" ? `on ${percent} %` : words(stage));
