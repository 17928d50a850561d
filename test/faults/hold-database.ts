import { Database } from "bun:sqlite";

/** Another process that holds a server's database for itself, until it is killed. */
const db = new Database(process.argv[2] ?? "");
db.run("pragma busy_timeout = 5000");
db.run("begin exclusive");
console.log("held");
// A connection that nothing refers to any more would be closed.
setInterval(() => db.inTransaction, 60_000);
