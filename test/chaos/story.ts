import { clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";
import type { Chance } from "../fuzz/chance.ts";
import type { Cards } from "./cards.ts";

export const API_TOKEN = "a-token-for-chaos-only";
const GROUP = `oc_${"a".repeat(32)}`;
const ADA = `ou_${"1".repeat(32)}`;
const GRACE = `ou_${"2".repeat(32)}`;
/** In the group, and on no list. */
export const OUTSIDER = `ou_${"3".repeat(32)}`;

/** A press, and what the person saw of its answer. */
interface Pressed {
  readonly openId: string;
  readonly verdict: "approve" | "reject";
  /** The empty answer: it was recorded. */
  readonly acknowledged: boolean;
  readonly answered: boolean;
  /** Over the long connection, as far as one could see when it was pressed. */
  readonly pushed: boolean;
  readonly tookMs: number;
}

/** One request from outside: what was asked, and what everybody was told of it. */
export interface Story {
  readonly title: string;
  id: string | undefined;
  readonly presses: Pressed[];
  /** Pressed by an approver when all was well again: by then it is decided. */
  pressedInCalm: boolean;
}

export interface Stage {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly cards: Cards;
  readonly chance: Chance;
  readonly receiverUrl: string;
  readonly isOver: () => boolean;
}

/** Asks, and has people press the card, several of them at once. */
export async function live(story: Story, stage: Stage): Promise<void> {
  const { chance, sandbox } = stage;
  story.id = await ask(story, stage);
  const message = await cardOf(story, stage);
  if (message === undefined) return;
  const first = chance.below(4);
  // Whoever is first, an outsider too, has the card to themselves for a moment.
  const people = [ADA, GRACE, OUTSIDER, ADA, GRACE, OUTSIDER, ADA].slice(first, first + 1 + chance.below(4));
  await Promise.all(people.map((openId) => press(story, stage, message, openId)));
  // And once more, for those whose press was lost with the server.
  const again = sandbox.message(message.message_id);
  if (again !== undefined && story.presses.every(({ acknowledged }) => !acknowledged))
    await press(story, stage, again, GRACE);
}

/** Once nobody is killed and nothing is at fault: whoever sees the card undecided presses it. */
export async function pressInCalm(story: Story, stage: Stage): Promise<void> {
  const [message] = stage.cards.of(story.title);
  const before = story.presses.length;
  if (message !== undefined) await press(story, stage, message, ADA);
  story.pressedInCalm = story.presses.length > before;
}

/** Asks with one key until it is answered. */
async function ask({ title }: Story, { url, receiverUrl, isOver }: Stage): Promise<string | undefined> {
  const body = {
    title,
    to: [{ chat_id: GROUP }],
    approvers: [{ open_id: ADA }, { open_id: GRACE }],
    webhook_url: receiverUrl,
    requested_by: { name: "CI" },
  };
  const headers = { authorization: `Bearer ${API_TOKEN}`, "idempotency-key": title };
  // Asked at the very end it still has to be answered: the program does not know whether it was taken.
  for (let tries = 0; !isOver() || tries < 50; tries += 1) {
    const answer = await fetch(`${url}/v1/approvals`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(3_000),
    }).then(
      async (response) => (response.ok ? ((await response.json()) as { id: string }) : undefined),
      () => undefined,
    );
    if (answer !== undefined) return answer.id;
    await Bun.sleep(20);
  }
  return undefined;
}

async function cardOf({ title }: Story, { cards, isOver }: Stage): Promise<SandboxMessage | undefined> {
  for (let tries = 0; !isOver() && tries < 200; tries += 1) {
    const message = cards.of(title)[0];
    if (message !== undefined) return message;
    await Bun.sleep(10);
  }
  return undefined;
}

async function press(
  { presses }: Story,
  { sandbox, chance }: Stage,
  message: SandboxMessage,
  openId: string,
): Promise<void> {
  const verdict = chance.below(3) === 0 ? "reject" : "approve";
  const button = readCard(message)?.buttons.find(({ value }) => value["action"] === verdict);
  if (button === undefined) return;
  const pushed = sandbox.connections > 0;
  const click = { ...clickOn(message, openId, button), revision: message.revision };
  const { code, toast, unsent, took_ms: tookMs } = await sandbox.click(click);
  const answered = code === undefined && unsent === undefined;
  presses.push({ openId, verdict, answered, pushed, acknowledged: answered && toast === undefined, tookMs });
}
