// The address after the # holds page, entity and filters, so that a link shows a colleague the same thing.

/** "#/account/card:596?limit=20" → { page: "account", id: "card:596", query: { limit: "20" } } */
export function parseRoute(hash) {
  const [path, search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [page = "", ...rest] = path.split("/");
  return { page, id: decode(rest.join("/")), query: Object.fromEntries(new URLSearchParams(search)) };
}

// A hand-typed % must not take the whole page down.
function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

/** Query string without the empty filters; colons stay readable, as ids are full of them. */
export function queryText(query) {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return new URLSearchParams(kept).toString().replaceAll("%3A", ":");
}

export function href(page, id = "", query = {}) {
  const search = queryText(query);
  const path = id ? `#/${page}/${encodeURIComponent(id).replaceAll("%3A", ":")}` : `#/${page}`;
  return search ? `${path}?${search}` : path;
}

/** An id names its kind, and the kind says which page shows it. */
export function entityHref(id, query = {}) {
  return id.startsWith("product:") ? productHref(id) : href("account", id, query);
}

export function productHref(product) {
  return href("products", product.replace(/^product:/, ""));
}

/** Changes filters in place: typing in a search box must not fill the history. */
export function setQuery(changes) {
  const route = parseRoute(location.hash);
  location.replace(href(route.page, route.id, { ...route.query, ...changes }));
}
