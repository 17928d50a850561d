import { onTestFinished } from "bun:test";

import { createPostingDelivery } from "../../src/lark/posting-delivery.ts";
import type { Delivery } from "../../src/outbox/job.ts";
import type { PostedMessage, Posting, UpdateGrant } from "../../src/posting/posting.ts";
import type { JsonObject } from "../../src/protocol/json-object.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { TestClock } from "../support/test-clock.ts";
import type { ScriptedLark } from "./scripted-lark.ts";

const TOKEN = { kind: "token", id: "tok_1" } as const;

export const SHARED = cardSaying("before", { update_multi: true });
/** A card that everybody has for themselves, which only a click's token can change. */
export const OWN = cardSaying("before", { update_multi: false });

export function cardSaying(text: string, config: object): JsonObject {
  const title = { tag: "plain_text", content: "Weekly <report>" };
  return { config, header: { title }, elements: [{ tag: "markdown", content: text }] };
}

/** A posting on disk, and its jobs carried out one at a time over this client, at times that the test says. */
export async function aPostingWorld(
  client: ScriptedLark["client"],
  card: JsonObject,
  { to = { chat_id: "oc_1" }, clock = new TestClock() }: { to?: { chat_id: string }; clock?: TestClock } = {},
) {
  const storage = openStorage(tempDir());
  onTestFinished(() => storage.close());
  const { postings, outbox } = storage;
  const deliver = createPostingDelivery({ client, store: postings, clock: clock.now });
  const message: PostedMessage = {
    id: "pmg_1",
    to,
    state: "queued",
    attempted: false,
    shownRevision: 0,
  };
  const posting: Posting = {
    id: "pst_1",
    card,
    revision: 1,
    actions: [],
    messages: [message],
    createdAt: clock.now(),
  };
  await postings.create(posting, TOKEN);

  /** The one job that is due, by one attempt. A retry is due at once. */
  const carryOut = async (): Promise<Delivery> => {
    const [job, ...others] = await outbox.lease(clock.now(), clock.in(120), 10);
    if (job === undefined || others.length > 0) throw new Error("one job was expected to be due");
    const delivery = await deliver(job);
    await outbox.settle(job, delivery, clock.now(), clock.now());
    return delivery;
  };
  /** A change by a click on the message, which owes an update unless the click's answer shows it. */
  const change = async (next: JsonObject, grant?: UpdateGrant, byAnswer = false): Promise<void> => {
    const message_id = (await shown()).message_id ?? "";
    const clicked = { message_id, grant };
    const at = clock.now();
    const about = { postingId: "pst_1", at, actor: TOKEN, type: "replaced", clicked, repaintAt: at };
    await postings.change(about, () => ({ card: next, byAnswer }));
  };
  const shown = async (): Promise<PostedMessage> => (await postings.find("pst_1"))?.messages[0] ?? message;
  /** What a click at this moment gives the right to. */
  const grantNow = (token = "c-1"): UpdateGrant => ({
    token,
    until: clock.in(30 * 60),
    usesLeft: 2,
    openId: "ou_ann",
  });
  return { postings, outbox, clock, carryOut, change, shown, grantNow };
}
