// A classic script in the head: the remembered theme is in place before the first paint, so nothing flashes.
(function () {
  "use strict";
  const key = "findata.theme";
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const apply = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
  };
  apply(read());
  window.findataTheme = {
    /** "light", "dark" or "auto" (what the system asks for). */
    current: () => root.dataset.theme ?? "auto",
    choose(choice) {
      apply(choice);
      // A browser that keeps nothing still switches; it only forgets.
      try { localStorage.setItem(key, choice); } catch { /* private window */ }
      window.dispatchEvent(new Event("findata-theme"));
    },
  };
})();
