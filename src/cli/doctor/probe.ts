import type { Config } from "../../config/config.ts";
import { inForce } from "../../config/read-setting.ts";
import { createApiClient } from "../api/api-client.ts";
import type { Connection } from "../api/connection.ts";
import { findSocket } from "../api/find-socket.ts";
import { CliError } from "../cli-error.ts";
import { hearInterrupt } from "../hear-interrupt.ts";
import { consolePage } from "../init/console-page.ts";
import { awaitClick, awaitSent, nameOf } from "../init/first-card.ts";
import { StepFault } from "../init/steps.ts";
import type { Io } from "../io.ts";
import type { IdByKind } from "../request/parse-person.ts";
import { ownAddress } from "./ask-server.ts";
import { countClicks } from "./count-clicks.ts";
import { broken, type Finding, ok } from "./finding.ts";

export interface ProbeOptions {
  readonly to: IdByKind;
  /** To wait for the click. */
  readonly seconds: number;
  /** Told once the card is in the chat. */
  readonly onSent: () => void;
}

const CHECK = "callback";

/**
 * Sends a card through the server that runs and waits for somebody to press: the whole way there and back. The card never
 * stays open: it ends with the click or is cancelled, and expires by itself where this program is killed first. Throws an
 * AbortError when somebody interrupts it.
 */
export async function probe(config: Config, options: ProbeOptions, io: Io): Promise<readonly Finding[]> {
  const { signal, stop } = hearInterrupt(io);
  try {
    return [await sendAndWait(config, { ...options, signal }, io)];
  } catch (fault) {
    signal.throwIfAborted();
    if (fault instanceof StepFault) return [{ ...fault.finding, check: CHECK }];
    if (!(fault instanceof CliError)) throw fault;
    // Where it was looked for is what the settings say, and no flag of a client's.
    const fix = fault.code === "network" ? "start the server, and see its log" : fault.hint;
    return [broken(CHECK, fault.message, fix ?? "see that the server runs, and its log")];
  } finally {
    stop();
  }
}

async function sendAndWait(
  config: Config,
  { to, seconds, onSent, signal }: ProbeOptions & { readonly signal: AbortSignal },
  io: Io,
): Promise<Finding> {
  const connection = connect(config, io);
  const client = createApiClient(connection);
  const app = { domain: config.LARK_DOMAIN, appId: config.LARK_APP_ID };
  const before = await countClicks(config);
  const { id } = await client.create(probeRequest(to, seconds));
  try {
    const approval = await awaitSent(id, client, { to, app, signal });
    onSent();
    const began = performance.now();
    const clicked = await awaitClick({ connection, approval, seconds, signal, onSilence() {} });
    if (clicked?.approval.decided_at === undefined || !DECIDED.has(clicked.approval.status))
      return silence(config, seconds, to);
    const took = ((performance.now() - began) / 1000).toFixed(1);
    const shown = clicked.isShown ? ", and the card shows it" : "";
    return ok(
      CHECK,
      `a click came back ${roadOf(config, before, await countClicks(config))}, ${took} s after the card was sent${shown}`,
    );
  } finally {
    // Ended already where it was pressed: then there is nothing to cancel.
    await client.cancel(id).catch(() => {});
  }
}

const DECIDED: ReadonlySet<string> = new Set(["approved", "rejected"]);

/** Its socket, which needs no token; else its address on this machine, with the token of the settings. */
function connect(config: Config, { env, uid }: Io): Connection {
  const socket = config.COUNTERSIGN_SOCKET ?? findSocket({ env, uid });
  const [token] = inForce(config.COUNTERSIGN_TOKEN ?? "");
  if (token !== undefined && config.COUNTERSIGN_TLS_CERT === undefined)
    return { url: ownAddress(config), token };
  if (socket !== undefined) return { url: `unix:${socket}` };
  throw new CliError("auth", "there is no way into the server from here", {
    hint: "run this as the server's user, or set COUNTERSIGN_TOKEN",
  });
}

/** One switch: that of the road which the settings choose. */
function silence(config: Config, seconds: number, to: IdByKind): Finding {
  const {
    COUNTERSIGN_TRANSPORT: transport,
    COUNTERSIGN_PUBLIC_URL: publicUrl,
    LARK_DOMAIN,
    LARK_APP_ID,
  } = config;
  const page = consolePage(LARK_DOMAIN, LARK_APP_ID, "event?tab=callback");
  const road =
    transport === "http"
      ? `send callbacks to ${publicUrl ?? "https://…"}/lark/callback`
      : "choose the persistent connection";
  return broken(
    CHECK,
    `no click came back within ${seconds} s from the card for ${nameOf(to)}`,
    `if somebody pressed, and saw a code: countersign doctor --explain it; else ${page}: ${road}, add "Card action trigger", and release a version`,
  );
}

type Clicks = Awaited<ReturnType<typeof countClicks>>;

/** By the server's own count where it can be asked; with one road there is no question. */
function roadOf({ COUNTERSIGN_TRANSPORT: transport }: Config, before: Clicks, after: Clicks): string {
  const [http, socket] = ["over HTTP", "over the long connection"];
  if (transport !== "both") return transport === "http" ? http : socket;
  if (before === undefined || after === undefined) return "by one of the two roads";
  return after.socket > before.socket ? socket : http;
}

function probeRequest(to: IdByKind, seconds: number): object {
  const { open_id, union_id, user_id } = to;
  const isPerson = (open_id ?? union_id ?? user_id) !== undefined;
  return {
    title: "Does a click come back?",
    summary: "countersign doctor asks. Press either button: nothing else depends on it.",
    to: [to],
    approvers: isPerson ? [to] : "anyone",
    requested_by: { name: "countersign doctor" },
    // Longer than the wait, so that it is this program that ends it, unless it is killed.
    expires_in: seconds + 60,
  };
}
