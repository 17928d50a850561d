import type { Database } from "bun:sqlite";
import { openSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../../src/config/config.ts";
import { createLog } from "../../src/log.ts";
import { createScrubber, secretsIn } from "../../src/scrub.ts";
import { startServer } from "../../src/server.ts";
import type { Writes } from "../../src/storage/sqlite/write-queue.ts";
import { openStorage } from "../support/open-storage.ts";
import { BENCH } from "./bench-secrets.ts";
import { LOG_FILE } from "./log-file.ts";

/** The server under load, in a process of its own: `bench-server.ts bare | group | each DATA_DIR LARK_URL`. */
const [kind, dataDir = "", larkUrl = ""] = process.argv.slice(2);

const url = kind === "bare" ? serveBare() : (await serveCountersign(kind === "each")).url;
process.send?.({ url });

function serveBare(): string {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response("{}", { headers: { "content-type": "application/json" } }),
  });
  return `http://127.0.0.1:${server.port}`;
}

function serveCountersign(commitEach: boolean) {
  const config: Config = {
    LARK_APP_ID: BENCH.appId,
    LARK_APP_SECRET: "bench-secret",
    LARK_ENCRYPT_KEY: BENCH.encryptKey,
    LARK_VERIFICATION_TOKEN: BENCH.verificationToken,
    LARK_DOMAIN: larkUrl,
    LARK_RATE: 40,
    LARK_LEGACY_CARD: false,
    COUNTERSIGN_ALLOW_UNSIGNED: false,
    COUNTERSIGN_CALLBACK_TOLERANCE: 3600,
    COUNTERSIGN_LISTEN: { hostname: "127.0.0.1", port: 0 },
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_KEEP_DAYS: 0,
    COUNTERSIGN_TRANSPORT: "http",
    COUNTERSIGN_LOG_LEVEL: "info",
  };
  const scrubber = createScrubber(secretsIn(config));
  const fd = openSync(join(dataDir, LOG_FILE), "a");
  return startServer({
    config,
    log: createLog({ level: "info", format: "json", fd, scrubber }),
    open: (dir) => (commitEach ? openStorage(dir, eachAlone) : openStorage(dir)),
  });
}

/** The baseline without group commit: a transaction, and a disk write, for each step. */
function eachAlone(db: Database): Writes {
  return { run: async (step) => db.transaction(step as () => never).immediate() };
}
process.once("SIGTERM", () => process.exit(0));
