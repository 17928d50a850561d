import { setTimeout as pause } from "node:timers/promises";

import { createApiCall } from "../api/api-call.ts";
import { type ApiClient, createApiClient } from "../api/api-client.ts";
import type { ApprovalAnswer } from "../api/approval-answer.ts";
import type { Connection } from "../api/connection.ts";
import { broken } from "../doctor/finding.ts";
import { fixOf } from "../doctor/fixes.ts";
import { EXIT } from "../exit-codes.ts";
import type { IdByKind } from "../request/parse-person.ts";
import { waitForEnd } from "../request/wait-for-end.ts";
import { pointTo } from "./check-app.ts";
import { pageOf } from "./console-page.ts";
import { StepFault } from "./steps.ts";

export interface FirstCardOptions {
  readonly connection: Connection;
  readonly to: IdByKind;
  /** For the console's page of what is wrong. */
  readonly app: { readonly domain: string; readonly appId: string };
  readonly signal: AbortSignal;
}

/** Asks whether it works, and answers once the card is in the chat. Throws StepFault when Lark does not take it. */
export async function sendFirstCard({
  connection,
  to,
  app,
  signal,
}: FirstCardOptions): Promise<ApprovalAnswer> {
  const client = createApiClient(connection);
  const { id } = await client.create(firstRequest(to));
  return awaitSent(id, client, { to, app, signal });
}

/** Answers the request once its card is in the chat. Throws StepFault when Lark does not take it. */
export async function awaitSent(
  id: string,
  client: Pick<ApiClient, "find">,
  { to, app, signal }: Omit<FirstCardOptions, "connection">,
): Promise<ApprovalAnswer> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const approval = await client.find(id);
    const [card] = approval.cards;
    if (card?.state === "sent") return approval;
    const code = card?.error ?? "lark_timeout";
    // What only a switch in the console mends would be tried again for ever.
    const isHopeless = card?.state === "failed" || pageOf(code) !== undefined;
    if (isHopeless || performance.now() > deadline) {
      const message = `Lark did not take the card for ${nameOf(to)}: ${code}`;
      throw new StepFault(broken("card", message, pointTo(code, fixOf(code), app)), EXIT.general);
    }
    await pause(100, undefined, { signal });
  }
}

/** Milliseconds for the card to get there. */
const PATIENCE = 20_000;

export interface ClickOptions {
  readonly connection: Connection;
  readonly approval: ApprovalAnswer;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told once, when nobody has pressed for longer than somebody needs who sees the card, or for half of the time. */
  readonly onSilence: () => void;
}

export interface Clicked {
  readonly approval: ApprovalAnswer;
  /** Whether the card shows it by now. */
  readonly isShown: boolean;
}

/** Waits for the click, and then a little for the card to show it. Undefined when the time was over first. */
export async function awaitClick(options: ClickOptions): Promise<Clicked | undefined> {
  const { connection, approval, seconds, signal, onSilence } = options;
  const client: Pick<ApiClient, "findEnded"> = createApiClient(connection);
  const silence = setTimeout(onSilence, Math.min(SILENCE, seconds * 500));
  try {
    const end = await waitForEnd(approval.id, {
      client,
      known: approval,
      seconds,
      lookSeconds: 10,
      interrupted: signal,
      onLook() {},
    });
    signal.throwIfAborted();
    if (end.kind !== "ended") return undefined;
    return { approval: end.approval, isShown: await isPainted(connection, approval.id, signal) };
  } finally {
    clearTimeout(silence);
  }
}

/** Ends the request, and waits a little for the card to show it: nobody answers its buttons any more. Never rejects. */
export async function takeBack(connection: Connection, id: string): Promise<void> {
  const client: Pick<ApiClient, "cancel"> = createApiClient(connection);
  await client
    .cancel(id)
    .then(() => isPainted(connection, id))
    .catch(() => {});
}

const SILENCE = 30_000;
/** Milliseconds for a card to be painted after its end. */
const PAINTING = 5_000;

/** The server is ended next, and nobody would paint the card after that. */
async function isPainted({ url, token }: Connection, id: string, signal?: AbortSignal): Promise<boolean> {
  const call = createApiCall({ url, token });
  const deadline = performance.now() + PAINTING;
  while (performance.now() < deadline) {
    const { data } = await call(`/v1/approvals/${id}/events`);
    if (Array.isArray(data) && data.some((event) => PAINTED.has((event as { type?: string }).type ?? "")))
      return true;
    await pause(100, undefined, { signal });
  }
  return false;
}

const PAINTED = new Set(["card.update.delivered", "card.settle.delivered"]);

function firstRequest(to: IdByKind): object {
  const { open_id, union_id, user_id } = to;
  const isPerson = (open_id ?? union_id ?? user_id) !== undefined;
  return {
    title: "It works?",
    summary: "Press a button. This card is what people will get when a program asks them.",
    to: [to],
    // A click does not tell an e-mail address; whoever has this card is meant.
    approvers: isPerson ? [to] : "anyone",
    requested_by: { name: "countersign init" },
    expires_in: 86_400,
  };
}

export function nameOf(to: IdByKind): string {
  return Object.values(to)[0] ?? "nobody";
}
