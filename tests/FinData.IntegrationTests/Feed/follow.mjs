// Follows a node's feed as the page does, and prints each message as a line: node follow.mjs SIGNALR HUB
import { createRequire } from "node:module";

const [, , client, hub] = process.argv;
const { HubConnectionBuilder, LogLevel } = createRequire(import.meta.url)(client);
let lastSeq = 0;
let following = null;

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

function follow(connection) {
  following?.dispose();
  const mine = connection.stream("Feed", lastSeq).subscribe({
    next(message) {
      if (mine !== following) return;
      lastSeq = message.seq;
      say({ seq: message.seq, kind: message.kind, id: message.kind === "alert" ? message.data.id : undefined });
    },
    error() {},
    complete() {},
  });
  following = mine;
}

const connection = new HubConnectionBuilder().withUrl(hub).configureLogging(LogLevel.None)
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 }).build();
connection.onreconnecting(() => say({ connection: "lost" }));
connection.onreconnected(() => {
  say({ connection: "again" });
  follow(connection);
});
await connection.start();
follow(connection);
