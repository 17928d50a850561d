import { openStorage } from "../support/open-storage.ts";

// A process of its own that has the data directory until somebody ends it.
openStorage(process.argv[2] ?? "");
console.log("held");
setInterval(() => {}, 60_000);
