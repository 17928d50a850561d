import { readCard } from "../../src/cli/dev/card-state.ts";
import type { Cards } from "./cards.ts";
import type { Told } from "./receiver.ts";
import { API_TOKEN, OUTSIDER, type Story } from "./story.ts";

interface Outside {
  readonly url: string;
  readonly cards: Cards;
  readonly told: readonly Told[];
}

interface Answer {
  readonly status: string;
  readonly decisions: readonly {
    readonly verdict: keyof typeof DECIDED;
    readonly by: { readonly open_id: string };
  }[];
}

const DECIDED = { approve: "approved", reject: "rejected" } as const;
const COLOUR: Readonly<Record<string, string>> = { pending: "orange", approved: "green", rejected: "red" };

/** In what one story ended otherwise than was promised. What is only late is in it too: ask again. */
export async function wrongWith(story: Story, outside: Outside): Promise<readonly string[]> {
  const { title, id, presses, pressedInCalm } = story;
  if (id === undefined) return [`${title}: never answered`];
  const approval = await get<Answer>(outside.url, `/v1/approvals/${id}`);
  if (approval === undefined) return [`${title}: ${id} was acknowledged and is not there`];
  const { status, decisions } = approval;
  const wrong: string[] = [];
  const due = decisions[0] === undefined ? "pending" : DECIDED[decisions[0].verdict];
  if (status !== due) wrong.push(`${id} is ${status}, and by its decisions ${due}`);
  if (pressedInCalm && status === "pending") wrong.push(`${id}: pressed when all was well, and not decided`);
  const told = await tellingWrong(id, status, outside);
  return [
    ...wrong,
    ...decisionsWrong(id, presses, decisions),
    ...cardWrong(id, title, status, outside),
    ...told,
  ];
}

function decisionsWrong(
  id: string,
  presses: Story["presses"],
  decisions: Answer["decisions"],
): readonly string[] {
  const wrong: string[] = [];
  const acknowledged = presses.filter((press) => press.acknowledged);
  for (const { openId, verdict } of acknowledged) {
    if (!decisions.some(({ by, verdict: kept }) => by.open_id === openId && kept === verdict))
      wrong.push(`${id}: the acknowledged ${verdict} of ${openId} is lost`);
  }
  for (const { verdict, by } of decisions) {
    const made = presses.filter((press) => press.openId === by.open_id && press.verdict === verdict);
    if (made.every((press) => press.answered && !press.acknowledged))
      wrong.push(`${id}: the ${verdict} of ${by.open_id} was refused, and counts`);
  }
  if (acknowledged.length > 1) wrong.push(`${id}: ${acknowledged.length} people were told that they decided`);
  if (decisions.length > 1) wrong.push(`${id}: decided ${decisions.length} times`);
  if (decisions.some(({ by }) => by.open_id === OUTSIDER)) wrong.push(`${id}: an outsider decided`);
  return wrong;
}

function cardWrong(id: string, title: string, status: string, { cards }: Outside): readonly string[] {
  const messages = cards.of(title);
  if (messages.length !== 1) return [`${id}: ${messages.length} cards`];
  return messages
    .filter((message) => readCard(message)?.template !== COLOUR[status])
    .map((message) => `${id} is ${status}, and its card is ${readCard(message)?.template}`);
}

async function tellingWrong(id: string, status: string, { url, told }: Outside): Promise<readonly string[]> {
  const calls = told.filter(({ approvalId }) => approvalId === id);
  const ids = new Set(calls.map((call) => call.id));
  const expected = status === "pending" ? 0 : 1;
  if (ids.size !== expected) return [`${id} is ${status}, and was told of under ${ids.size} ids`];
  const other = calls.find((call) => call.status !== status);
  if (other !== undefined) return [`${id} is ${status}, and was told of as ${other.status}`];
  const isTaken = expected === 0 || calls.some(({ taken }) => taken);
  return isTaken || (await isOwedForLong(url, id)) ? [] : [`${id} is ${status}, and nobody took that`];
}

/** A kill and a failed call are two attempts, and the third comes after minutes: longer than this is waited for. */
async function isOwedForLong(url: string, id: string): Promise<boolean> {
  const page = await get<{ data: readonly { state: string; attempts: number }[] }>(
    url,
    `/v1/webhooks/deliveries?approval=${id}`,
  );
  return page?.data.some(({ state, attempts }) => state === "pending" && attempts > 1) ?? false;
}

async function get<T>(url: string, path: string): Promise<T | undefined> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${API_TOKEN}` } });
  return response.ok ? ((await response.json()) as T) : undefined;
}
