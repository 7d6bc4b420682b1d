// JSON over HTTP. Errors keep the sentence of the node's application/problem+json.
import { useEffect, useRef, useState } from "./html.js";

export class RequestError extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

export async function getJson(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError(0, "The node doesn't answer.", "");
  }
  return read(response);
}

/** Asks for a change; the answer comes once it is durable. */
export async function postJson(url, body) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  let response;
  try {
    response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new RequestError(0, "The node doesn't answer.", "");
  }
  return read(response);
}

async function read(response) {
  if (response.ok) return response.json();
  if (response.status === 401 || response.status === 403) {
    throw new RequestError(response.status, "You have no right to see this.", "");
  }
  const problem = await response.json().catch(() => ({}));
  throw new RequestError(response.status, problem.title ?? `The node answered ${response.status}.`, problem.detail);
}

/**
 * Reads `url`, again every `every` milliseconds when given and whenever `version` changes; what was read stays until
 * the next answer is there.
 */
export function useJson(url, every = 0, version = 0) {
  const [result, setResult] = useState({ url: null, data: null, error: null });
  useEffect(() => {
    if (!url) return undefined;
    const abort = new AbortController();
    let timer = 0;
    const load = async () => {
      try {
        // Nobody looks at a hidden page, so it asks for nothing.
        if (!document.hidden) setResult({ url, data: await getJson(url, abort.signal), error: null });
      } catch (error) {
        if (abort.signal.aborted) return;
        setResult((before) => ({ url, data: before.url === url ? before.data : null, error }));
      }
      if (every && !abort.signal.aborted) timer = setTimeout(load, every);
    };
    load();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [url, every, version]);
  return { data: result.data, error: result.url === url ? result.error : null, stale: result.url !== url };
}

/**
 * A list that grows by pages: `next` of one answer is the `parameter` of the following request. A new `version` reads
 * the first page again and lets the later ones go, as they would no longer join on to it.
 */
export function usePages(url, parameter = "after", version = 0) {
  const first = useJson(url, 0, version);
  const [later, setLater] = useState({ key: null, items: [], next: null, busy: false, error: null });
  const key = `${version} ${url}`;
  const current = useRef(key);
  current.current = key;
  const mine = later.key === key ? later : null;
  const next = mine ? mine.next : first.stale ? null : first.data?.next;
  const more = async () => {
    const items = mine?.items ?? [];
    setLater({ key, items, next, busy: true, error: null });
    let answer;
    try {
      const page = await getJson(`${url}${url.includes("?") ? "&" : "?"}${parameter}=${encodeURIComponent(next)}`);
      answer = { key, items: [...items, ...page.items], next: page.next, busy: false, error: null };
    } catch (error) {
      answer = { key, items, next, busy: false, error };
    }
    // The filter may have changed meanwhile; its list is another one.
    if (current.current === key) setLater(answer);
  };
  return {
    items: first.data ? [...first.data.items, ...(mine?.items ?? [])] : null,
    data: first.data, stale: first.stale, error: first.error ?? mine?.error ?? null,
    next: next ?? null, more, busy: mine?.busy ?? false, grown: mine !== null,
  };
}
