// Starts the feed and shows the page that the address names.
import { html, render, useEffect, useState } from "./html.js";
import { useRoute, useStore } from "./hooks.js";
import { startKeyboard } from "./keyboard.js";
import { startFeed } from "./state/feed.js";
import { Footer, Header } from "./parts/header.js";
import { Failure, Nothing } from "./parts/empty.js";
import { Overview } from "./pages/overview.js";

// The overview is there at once; the other pages are read when someone first goes there.
const later = {
  account: () => import("./pages/account.js"), accounts: () => import("./pages/accounts.js"),
  alerts: () => import("./pages/alerts.js"), decision: () => import("./pages/decision.js"),
  deadletters: () => import("./pages/deadletters.js"),
  models: () => import("./pages/models.js"),
  product: () => import("./pages/product.js"), products: () => import("./pages/products.js"),
  rules: () => import("./pages/rules.js"), shards: () => import("./pages/shards.js"),
};

function nameOf(route) {
  return route.page === "products" && route.id ? "product" : route.page;
}

function usePage(name) {
  const [loaded, setLoaded] = useState({});
  const known = name === "" || !later[name] || loaded[name];
  useEffect(() => {
    if (known) return;
    later[name]()
      .then((module) => setLoaded((before) => ({ ...before, [name]: module.Page })))
      .catch(() => setLoaded((before) => ({ ...before, [name]: Unreadable })));
  }, [name, known]);
  if (name === "") return Overview;
  return later[name] ? (loaded[name] ?? Loading) : Missing;
}

/** An address that names no page, usually a link from another version. */
const Missing = ({ route }) => html`
  <h1>No such page</h1>
  <div class="panel nothing"><p>There is no page “${route.page}”. <a href="#/">Overview</a></p></div>`;
const Loading = () => html`<${Nothing} loading />`;
const Unreadable = () => html`<${Failure} error=${new Error("The node doesn't answer; load the page again.")} />`;

function App() {
  const route = useRoute();
  const { state, status } = useStore();
  const name = nameOf(route);
  const Page = usePage(name);
  useEffect(() => scrollTo(0, 0), [route.page, route.id]);
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the figures</a>
    <${Header} route=${route} status=${status} state=${state} />
    <main id="main" tabindex="-1" data-status=${status.state}>
      <${Page} key=${`${name}/${route.id}`} route=${route} state=${state} status=${status} />
    </main>
    <${Footer} state=${state} />`;
}

// The address's # belongs to the route, so the jump is made by hand.
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

render(html`<${App} />`, document.getElementById("page"));
startKeyboard();
// A deferred classic script runs before modules: the client is there.
startFeed();
