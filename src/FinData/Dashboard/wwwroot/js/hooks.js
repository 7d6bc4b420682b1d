// What pages share: the address, the state of the feed, and rows that wait while someone reads.
import { useEffect, useRef, useState } from "./html.js";
import { parseRoute } from "./route.js";
import { status, subscribe, viewState } from "./state/store.js";

export function useRoute() {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}

/** Renders the caller anew whenever the store has something to show. */
export function useStore() {
  const [, setTick] = useState(0);
  useEffect(() => subscribe(() => setTick((tick) => tick + 1)), []);
  return { state: viewState(), status: status() };
}

/**
 * Rows stand still while the pointer or the focus is in their panel, or while `paused`; the newer ones wait and are
 * counted. `region` goes on the panel, `accept` shows what waits.
 */
export function useHold(rows, paused = false) {
  const shown = useRef(rows);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [, setAccepted] = useState(0);
  const held = paused || pointed || focused;
  if (!held || shown.current.length === 0) shown.current = rows;
  const position = rows.findIndex((row) => row.id === shown.current[0]?.id);
  const waiting = held ? (position < 0 ? rows.length : position) : 0;
  return {
    rows: shown.current, waiting, more: held && position < 0 && rows.length > 0,
    accept() {
      shown.current = rows;
      setAccepted((times) => times + 1);
    },
    region: {
      // A finger leaves as soon as it came: only a pointer that hovers holds the rows.
      onPointerEnter: (event) => event.pointerType !== "touch" && setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocusIn: (event) => setFocused(event.target.matches(":focus-visible")),
      onFocusOut: (event) => !event.currentTarget.contains(event.relatedTarget) && setFocused(false),
    },
  };
}

/** Gives the page a title of its own, for tabs, history and bookmarks. */
export function useTitle(title) {
  useEffect(() => {
    document.title = title ? `${title} · FinData` : "FinData";
  }, [title]);
}
