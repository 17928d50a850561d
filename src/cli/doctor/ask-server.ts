import type { Config } from "../../config/config.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** What the server with these settings says of itself. */
export interface ServerAnswer {
  readonly url: string;
  /** Undefined where nothing answers. */
  readonly said: Readiness | undefined;
}

interface Readiness {
  readonly isReady: boolean;
  readonly message: string | undefined;
}

/** A certificate is for a name, and here it is this machine that is asked. */
const BY_ADDRESS = { rejectUnauthorized: false };

/** Asks the address that the settings let it listen on, as seen from this machine. */
export async function askServer(config: Config, fetch: typeof globalThis.fetch): Promise<ServerAnswer> {
  const url = `${ownAddress(config)}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000), tls: BY_ADDRESS });
    const { message } = (await response.json()) as { message?: string };
    return { url, said: { isReady: response.ok, message: message ?? notOk(response) } };
  } catch {
    return { url, said: undefined };
  }
}

function notOk({ ok, status }: Response): string | undefined {
  return ok ? undefined : `HTTP ${status}`;
}

/** How this machine reaches what listens: a wildcard is every address of its kind, its own among them. */
export function ownAddress({
  COUNTERSIGN_LISTEN: listen,
  COUNTERSIGN_TLS_CERT: certificate,
}: Config): string {
  const host = OWN[listen.hostname] ?? listen.hostname;
  const scheme = certificate === undefined ? "http" : "https";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${listen.port}`;
}

const OWN: Readonly<Partial<Record<string, string>>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

export function describeServer({ url, said }: ServerAnswer, config: Config): Finding {
  if (said === undefined) {
    const fix = "start it: countersign serve, or systemctl start countersign";
    return warning("server", `nothing answers at ${url}`, fix);
  }
  const mend = "mend what it names; its log has more";
  if (!said.isReady) return broken("server", `not ready: ${said.message}`, mend);
  if (said.message !== undefined) return warning("server", `ready, but ${said.message}`, mend);
  return ok("server", `ready at ${url}, callbacks over ${config.COUNTERSIGN_TRANSPORT}`);
}
