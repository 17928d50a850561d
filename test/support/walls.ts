interface Walls {
  /** Rooms that it may import from. `types` at the end: only what is erased when it runs. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

/** Who may open which door. A room that is not here may not exist; a door that is not here is a wall. */
export const WALLS: Readonly<Record<string, Walls>> = {
  // Ground floor: pure.
  protocol: { rooms: [], packages: ["node:crypto"] },
  card: { rooms: ["approval types"], packages: [] },

  // For programs that read callbacks themselves.
  interop: { rooms: ["protocol"], packages: [] },

  // What the platform takes as a card, by its pages: for the sandbox, and for whoever asks before sending.
  "card-schema": { rooms: ["protocol"], packages: [] },

  // Middle floor: what the server is about, without any technology.
  approval: { rooms: ["keyed-mutex.ts"], packages: [] },
  outbox: { rooms: [], packages: [] },
  callback: { rooms: ["approval", "protocol", "outbox types"], packages: [] },
  // Cards that anybody posts, and what their buttons do.
  posting: {
    rooms: ["approval", "callback", "protocol", "card-schema", "keyed-mutex.ts types"],
    packages: [],
  },
  // Handlers that users write: the published interface, and the process that runs them.
  plugin: {
    rooms: ["callback", "interop", "protocol"],
    packages: ["node:fs", "node:path", "node:url"],
  },
  "keyed-mutex.ts": { rooms: [], packages: [] },
  "not-recorded-error.ts": { rooms: [], packages: [] },
  "api-token.ts": { rooms: [], packages: ["node:crypto"] },

  // What a signature may be used for, by an approval of its own.
  signature: { rooms: ["approval"], packages: ["node:crypto"] },

  // The server's own keys: what they seal, and how they are told of.
  keys: { rooms: ["approval types"], packages: ["node:crypto"] },

  // What proves what happened: the chain of the log, and signed receipts.
  audit: {
    rooms: ["approval types"],
    packages: ["canonicalize", "csv-stringify", "node:crypto"],
  },

  // Upper floor: each technology in a room of its own.
  "storage/sqlite": {
    rooms: [
      "approval",
      "audit",
      "keys",
      "signature types",
      "callback types",
      "protocol types",
      "outbox types",
      "posting types",
      "webhook",
      "api-token.ts types",
      "keyed-mutex.ts",
      "not-recorded-error.ts",
    ],
    packages: ["bun:sqlite", "drizzle-orm", "node:crypto", "node:fs", "node:fs/promises", "node:path"],
  },
  // The document and its viewer come from packages, so that the page needs nothing from elsewhere.
  "transport/http": {
    rooms: [
      "approval",
      "audit",
      "keys",
      "signature",
      "callback",
      "posting",
      "protocol",
      "webhook",
      "api-token.ts types",
      "certificate types",
      "not-recorded-error.ts",
    ],
    // TLS ends here: Bun's own server cannot change its certificate.
    packages: [
      "elysia",
      "ipaddr.js",
      "@elysiajs/openapi",
      "rapidoc/dist/rapidoc-min.js",
      "node:crypto",
      "node:fs",
      "node:net",
      "node:path",
      "node:stream",
      "node:tls",
    ],
  },
  // Bun's own WebSocket, given to it.
  "transport/socket": { rooms: ["callback", "protocol"], packages: [] },
  // It paints the approval that a card belongs to, and so knows its type.
  lark: { rooms: ["approval types", "card types", "outbox types", "posting", "protocol"], packages: [] },
  // It tells of an approval as the API gives it. Node's client, not fetch: that one takes a proxy from the environment.
  webhook: {
    rooms: ["approval", "outbox types", "protocol"],
    packages: ["standardwebhooks", "ipaddr.js", "node:http", "node:https"],
  },
  // How an app is made by scanning a code: the platform's device flow. Time and network are given to it.
  registration: { rooms: ["protocol"], packages: [] },
  sandbox: { rooms: ["protocol", "card-schema"], packages: ["elysia"] },
  systemd: { rooms: [], packages: ["bun:ffi"] },
  // The server's own certificate: read, and read again.
  certificate: { rooms: [], packages: ["node:crypto", "node:fs", "node:net", "node:tls"] },
  config: { rooms: [], packages: ["fastest-levenshtein", "ipaddr.js", "node:fs", "node:os", "node:path"] },
  "log.ts": { rooms: ["scrub.ts"], packages: ["pino", "pino-pretty"] },
  "scrub.ts": { rooms: [], packages: [] },
  metrics: { rooms: ["outbox types"], packages: ["prom-client"] },
  "version.ts": { rooms: ["../package.json"], packages: [] },

  // The roof: puts the rooms together.
  wiring: { rooms: ["*"], packages: ["node:dns/promises", "node:path"] },
  "server.ts": { rooms: ["*"], packages: [] },
  // Tokens are made without a server; SQLite's version is part of `version`.
  cli: {
    rooms: [
      "config",
      "server.ts",
      "certificate",
      "sandbox",
      "card-schema",
      "lark",
      "registration",
      "transport/socket",
      "plugin",
      "systemd",
      "log.ts",
      "scrub.ts",
      "version.ts",
      "protocol",
      "storage/sqlite",
      "audit",
      "api-token.ts",
    ],
    packages: [
      "@commander-js/extra-typings",
      "bun:sqlite",
      "node:crypto",
      "node:fs",
      "node:os",
      "node:path",
      "node:readline",
      "node:stream",
      "node:timers/promises",
      "node:tty",
      "node:util",
      "tar",
      "uqr",
    ],
  },
  // Makes the archives of a release; no part of the program.
  release: { rooms: ["version.ts"], packages: ["node:crypto", "node:fs", "node:path", "node:util"] },
  "main.ts": { rooms: ["cli"], packages: [] },
};
