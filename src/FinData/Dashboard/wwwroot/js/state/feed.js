// The connection to /hubs/feed: starts, resumes after the last message seen, and notices when one is missing.
import { dispatch, setConnection } from "./store.js";

const retryMax = 10000;
let lastSeq = 0;
let subscription = null;
let connection = null;
let failures = 0;

/** Waits longer each time, up to ten seconds, and never gives up; the spread keeps pages from returning at once. */
const retryDelay = (attempt) => Math.min(retryMax, 500 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2);

export function startFeed() {
  const { signalR } = window;
  connection = new signalR.HubConnectionBuilder()
    .withUrl("hubs/feed")
    .withAutomaticReconnect({
      nextRetryDelayInMilliseconds(context) {
        const wait = context.previousRetryCount === 0 ? 0 : retryDelay(context.previousRetryCount);
        setConnection({ phase: "lost", attempt: context.previousRetryCount, retryAt: Date.now() + wait });
        return wait;
      },
    })
    .configureLogging(signalR.LogLevel.None)
    .build();
  connection.onreconnecting(() => setConnection({ phase: "lost", note: null }));
  connection.onreconnected(() => follow());
  connection.onclose(() => start());
  start();
}

async function start(attempt = 0) {
  setConnection({ phase: lastSeq === 0 ? "connecting" : "lost", attempt, retryAt: null });
  try {
    await connection.start();
    follow();
  } catch (error) {
    if (error.statusCode === 401 || error.statusCode === 403) {
      setConnection({ phase: "denied", note: `The node answered ${error.statusCode}.` });
      return;
    }
    const wait = retryDelay(attempt);
    setConnection({ retryAt: Date.now() + wait, attempt: attempt + 1 });
    setTimeout(() => start(attempt + 1), wait);
  }
}

/** Asks for everything after the last message seen; the node begins with a snapshot when it can't continue there. */
function follow() {
  const before = subscription;
  subscription = null;
  before?.dispose();
  setConnection({ phase: "open", retryAt: null });
  const mine = connection.stream("Feed", lastSeq).subscribe({
    next(message) {
      if (mine !== subscription) return;
      if (message.kind !== "snapshot" && lastSeq !== 0 && message.seq !== lastSeq + 1) {
        resynchronize(message.seq);
        return;
      }
      failures = 0;
      lastSeq = message.seq;
      dispatch(message);
    },
    error: () => again(mine),
    complete: () => again(mine),
  });
  subscription = mine;
}

/** A gap can't be repaired by going on: the page asks for the whole picture once more and says that it had to. */
function resynchronize(seq) {
  const missing = seq - lastSeq - 1;
  setConnection({ note: missing > 0 ? `${missing} missing, read anew` : "out of order, read anew" });
  lastSeq = 0;
  setTimeout(() => setConnection({ note: null }), 10000);
  follow();
}

/** The stream ended while the connection stands: the node dropped a slow reader, or is going down. */
function again(ended) {
  if (ended !== subscription || connection.state !== "Connected") return;
  subscription = null;
  setTimeout(() => {
    if (!subscription && connection.state === "Connected") follow();
  }, retryDelay(failures++));
}
