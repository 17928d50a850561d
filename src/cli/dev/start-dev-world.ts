import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { mintToken } from "../../api-token.ts";
import { readConfig } from "../../config/config.ts";
import type { SettingName } from "../../config/settings.ts";
import { createLog } from "../../log.ts";
import { createSandbox } from "../../sandbox/create-sandbox.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { startServer } from "../../server.ts";
import { type ApiClient, createApiClient } from "../api/api-client.ts";
import type { Io } from "../io.ts";
import { choosePort } from "./choose-port.ts";
import type { DevOptions } from "./dev-options.ts";

/** A server and a pretend Lark that know each other, on this machine, until `stop`. */
export interface DevWorld {
  readonly sandbox: Sandbox;
  /** The server's base URL, and the token that opens its API. */
  readonly url: string;
  readonly token: string;
  readonly client: ApiClient;
  /** Ends both, and removes what the server kept. */
  stop(): Promise<void>;
}

/** Starts both on free ports of 127.0.0.1; `preferred` are tried first. Throws CliError. */
export async function startDevWorld(
  { port, sandboxPort, transport, verbose }: DevOptions,
  preferred: { readonly server: number; readonly sandbox: number },
  { stderr, uid }: Io,
): Promise<DevWorld> {
  const sandbox = createSandbox();
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-dev-"));
  const clean = async (): Promise<void> => {
    await sandbox.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    sandbox.listen({ port: choosePort(sandboxPort, preferred.sandbox) });
    const token = mintToken(randomBytes);
    const flags = devSettings(sandbox, {
      port: choosePort(port, preferred.server),
      dataDir,
      token,
      transport,
    });
    const { config } = readConfig({ flags, env: {}, file: null, uid });
    const log = createLog({ level: verbose ? "debug" : "warn", format: "text", fd: stderr.fd });
    const server = await startServer({ config, log });
    sandbox.setCallbackUrl(`${server.url}/lark/callback`);
    if (transport !== "http") await connected(sandbox);
    return {
      sandbox,
      url: server.url,
      token,
      client: createApiClient({ url: server.url, token }),
      async stop() {
        await server.stop();
        await clean();
      },
    };
  } catch (fault) {
    await clean();
    throw fault;
  }
}

/** A click before that would find nobody. */
async function connected(sandbox: Sandbox): Promise<void> {
  while (sandbox.connections === 0) await setTimeout(5);
}

interface DevSettings extends Pick<DevOptions, "transport"> {
  readonly port: number;
  readonly dataDir: string;
  readonly token: string;
}

function devSettings(
  { url, app }: Sandbox,
  { port, dataDir, token, transport }: DevSettings,
): Partial<Record<SettingName, string>> {
  return {
    LARK_APP_ID: app.id,
    LARK_APP_SECRET: app.secret,
    LARK_ENCRYPT_KEY: app.encryptKey,
    LARK_VERIFICATION_TOKEN: app.verificationToken,
    LARK_DOMAIN: url,
    COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_TOKEN: token,
    COUNTERSIGN_TRANSPORT: transport,
    COUNTERSIGN_METRICS_LISTEN: "",
  };
}
