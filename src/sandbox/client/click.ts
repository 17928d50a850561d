import { callbackAction } from "../callback/callback-action.ts";
import { callbackBody } from "../callback/callback-body.ts";
import type { CallbackParts } from "../callback/callback-body.ts";
import type { CallbackLine } from "../callback/callback-line.ts";
import { legacyBody } from "../callback/legacy-request.ts";
import type { UpdateTokens } from "../callback/update-tokens.ts";
import type { EventFeed } from "../event-feed.ts";
import type { Ids } from "../ids.ts";
import type { CardCallbacks } from "../sandbox-options.ts";
import { seenBy } from "../tenant/sharing.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxClick, SandboxClickResult } from "../view.ts";
import type { CardScreen } from "./card-screen.ts";
import { findPressing, whyUnsent } from "./pressing.ts";
import type { Pressing } from "./pressing.ts";
import { reactionToAll } from "./reaction.ts";
import type { Told } from "./reaction.ts";

export interface ClickOptions {
  readonly tenant: Tenant;
  readonly line: CallbackLine;
  readonly screen: CardScreen;
  readonly feed: EventFeed;
  readonly updateTokens: UpdateTokens;
  readonly ids: Ids;
  readonly clock: () => Date;
  /** IANA name of the zone that all clients are in. */
  readonly timezone: string;
  /** Which callbacks the app has subscribed to by now. */
  readonly cardCallbacks: () => CardCallbacks;
}

/** Presses an element of a card as a person would. Throws SandboxError for a click that nobody could make. */
export type Click = (click: SandboxClick) => Promise<SandboxClickResult>;

/** Makes the client's half of a click: what it sends, what it shows meanwhile, and what it does with the answer. */
export function createClick(options: ClickOptions): Click {
  const { tenant, screen, feed, clock, timezone } = options;
  return async (click) => {
    const now = clock();
    const pressing = findPressing(tenant, click, { timezone, now });
    const unsent = whyUnsent(pressing, now);
    if (unsent) return { unsent, took_ms: 0 };

    const { message, person } = pressing;
    const who = { message_id: message.message_id, open_id: person.open_id };
    const press = screen.press(message, person.open_id);
    feed.publish({ type: "pressed", ...who });
    const startedAt = performance.now();
    const told = await tell(options, partsOf(options, pressing, click, now), now);
    const took_ms = Math.round(performance.now() - startedAt);
    const { card, ...shown } = reactionToAll(told, seenBy(message, person.open_id), tenant);
    press.end(card);
    const result: SandboxClickResult = { ...shown, took_ms };
    feed.publish({ type: "answered", ...who, result });
    return result;
  };
}

/** Calls the app in each way that it has subscribed to: one click, and one token for its updates. */
function tell(
  { tenant, line, ids, timezone, cardCallbacks }: ClickOptions,
  parts: CallbackParts,
  now: Date,
): Promise<readonly Told[]> {
  const told: Promise<Told>[] = [];
  const subscribed = cardCallbacks();
  if (subscribed === "none") return Promise.resolve([{ kind: "new", delivery: NOBODY }]);
  if (subscribed !== "legacy") {
    const sent = line.send(callbackBody(tenant, parts, { ids, now }));
    told.push(sent.then((delivery) => ({ kind: "new", delivery })));
  }
  if (subscribed !== "new") {
    const sent = line.sendLegacy(legacyBody(tenant, parts, timezone));
    told.push(sent.then((delivery) => ({ kind: "legacy", delivery })));
  }
  return Promise.all(told);
}

const NOBODY = { kind: "failed", code: 200340 } as const;

function partsOf(
  { updateTokens, timezone }: ClickOptions,
  { message, person, pressed, form }: Pressing,
  click: SandboxClick,
  now: Date,
): CallbackParts {
  const action = callbackAction(pressed, click, { form: form?.values, time: { timezone, now } });
  const updateToken = updateTokens.issue(message.message_id);
  const { host, preview } = click;
  return { message, operator: person, action, updateToken, host, preview };
}
