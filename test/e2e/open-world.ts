import { Database } from "bun:sqlite";
import { setDefaultTimeout } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hashToken, type Scope } from "../../src/api-token.ts";
import { type ApiClient, createApiClient } from "../../src/cli/api/api-client.ts";
import { awaitCard } from "../../src/cli/dev/await-card.ts";
import { clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLog } from "../../src/log.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxClickResult, SandboxMessage } from "../../src/sandbox/view.ts";
import { type Server, type ServerOptions, startServer } from "../../src/server.ts";
import { createSqliteTokenStore } from "../../src/storage/sqlite/token-store.ts";

export const TOKEN = "a-token-for-tests-only";
export const GROUP = `oc_${"a".repeat(32)}`;
/** The sandbox's people. All but Alan are in the group. */
export const ADA = `ou_${"1".repeat(32)}`;
export const GRACE = `ou_${"2".repeat(32)}`;
export const HUIYIN = `ou_${"3".repeat(32)}`;

/** How long anything that has to happen may take. */
const PATIENCE = 8_000;
// Longer than that: what is missing is then named. It holds for the first file alone that has it; `bun run test` says it for all.
setDefaultTimeout(30_000);

/** A server and a pretend Lark in this process that talk over real sockets. */
export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly dataDir: string;
  /** The server's settings as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly client: ApiClient;
  /** The server's base URL; it stays the same when the server starts again. */
  readonly url: string;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** The first card that fits, as soon as there is one. Rejects when that takes too long. */
  card(fits?: (card: NonNullable<ReturnType<typeof readCard>>) => boolean): Promise<SandboxMessage>;
  /** Presses a button of a card as it was when `message` was read. */
  press(message: SandboxMessage, openId: string, action?: "approve" | "reject"): Promise<SandboxClickResult>;
}

export async function openWorld(
  options: SandboxOptions = {},
  around: Pick<ServerOptions, "clock" | "open"> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<World> {
  const sandbox = createSandbox(options);
  sandbox.listen();
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-test-"));
  const settings = { ...settingsOf(sandbox, dataDir), ...more };
  let server: Server | undefined = await start({ ...settings, COUNTERSIGN_LISTEN: "127.0.0.1:0" }, around);
  const { url } = server;
  const env = { ...settings, COUNTERSIGN_LISTEN: new URL(url).host };
  sandbox.setCallbackUrl(`${url}/lark/callback`);
  const world: World = {
    sandbox,
    dataDir,
    env,
    url,
    client: createApiClient({ url, token: TOKEN }),
    async stopServer() {
      await server?.stop();
      server = undefined;
    },
    async startServer() {
      server = await start(env, around);
    },
    card: (fits = () => true) =>
      awaitCard(sandbox, AbortSignal.timeout(PATIENCE), (message) => {
        const card = readCard(message);
        return card !== undefined && fits(card);
      }),
    press(message, openId, action = "approve") {
      const button = readCard(message)?.buttons.find(({ value }) => value["action"] === action);
      if (button === undefined) throw new Error(`the card has no button to ${action}`);
      return sandbox.click({ ...clickOn(message, openId, button), revision: message.revision });
    },
    async [Symbol.asyncDispose]() {
      await world.stopServer();
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}

/** The settings of a server that takes the sandbox for Lark. */
function settingsOf({ app, url }: Sandbox, dataDir: string): Readonly<Record<string, string>> {
  return {
    LARK_APP_ID: app.id,
    LARK_APP_SECRET: app.secret,
    LARK_ENCRYPT_KEY: app.encryptKey,
    LARK_VERIFICATION_TOKEN: app.verificationToken,
    LARK_DOMAIN: url,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_TOKEN: TOKEN,
    COUNTERSIGN_METRICS_LISTEN: "",
  };
}

/** A token of the running server with this scope alone. */
export function tokenFor({ dataDir }: World, scope: Scope): string {
  const db = new Database(join(dataDir, "countersign.db"));
  // The server beside it may be in the middle of a commit.
  db.run("pragma busy_timeout = 2000");
  const token = { id: `tok_${scope}`, name: scope, scopes: [scope], createdAt: new Date(0) };
  createSqliteTokenStore(db).insert(token, hashToken(`cst_${scope}`));
  db.close();
  return `cst_${scope}`;
}

/** The body of a request to the group that Ada and Grace may answer, with what the test is about in its place. */
export function aBody(about: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    title: "Release 2.4 to production",
    to: [{ chat_id: GROUP }],
    approvers: [{ open_id: ADA }, { open_id: GRACE }],
    requested_by: { name: "CI" },
    ...about,
  };
}

/** For what has to be told its port before it listens. */
export function freePort(): number {
  using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  return server.port ?? 0;
}

/** Waits until it holds. Rejects, naming it, when that takes longer than so many milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patience = PATIENCE,
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${patience} ms: ${what}`);
    await Bun.sleep(10);
  }
}

function start(
  settings: Readonly<Record<string, string>>,
  around: Pick<ServerOptions, "clock" | "open">,
): Promise<Server> {
  const { config } = readConfig({ flags: {}, env: settings, uid: 1 });
  return startServer({ config, log: createLog({ level: "silent", format: "json", fd: 2 }), ...around });
}
