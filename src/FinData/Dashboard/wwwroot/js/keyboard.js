// "/" searches, "j" and "k" move through the rows, Enter opens (rows are links), "p" pauses.
import { togglePause } from "./state/store.js";

const typing = (target) => target.closest?.("input, select, textarea, [contenteditable]");

export function startKeyboard() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const action = { "/": focusSearch, j: () => move(1), k: () => move(-1), p: togglePause }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** The list's own search when the page has one; otherwise the one in the header. */
function focusSearch() {
  const fields = [...document.querySelectorAll("main [data-search], header [data-search]")];
  const field = fields.find((candidate) => candidate.closest("main")) ?? fields[0];
  field?.focus();
  field?.select();
}

function move(step) {
  const rows = [...document.querySelectorAll("main a.row-link")].filter((row) => row.offsetParent !== null);
  const position = rows.findIndex((row) => row === document.activeElement);
  const next = position < 0 ? (step > 0 ? 0 : rows.length - 1) : position + step;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}
