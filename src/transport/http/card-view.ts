// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { checkRequest, DEFAULT_EXPIRY } from "../../approval/check-request.ts";
import { PostingError } from "../../posting/posting-error.ts";
import type { PostingRequest } from "../../posting/posting-service.ts";
import type { ActionRule, Effect, PostedMessage, Posting, Then } from "../../posting/posting.ts";
import { toRequest } from "./approval-view.ts";
import type { ActionBody, CardView, CreateCard } from "./card-schema.ts";

/** A posting as the API gives it. The cast takes off `readonly` only: the route checks what it answers. */
export function cardView({ id, messages, card, actions, revision, createdAt }: Posting): CardView {
  const created_at = createdAt.toISOString();
  const view = { id, cards: messages.map(messageView), card, actions: actions.map(actionView) };
  return { ...view, revision, created_at } as CardView;
}

function messageView({ to, message_id, state, error }: PostedMessage): object {
  return { to: to ?? null, message_id: message_id ?? null, state, error: error ?? null };
}

function actionView({ match, effect, then, toast, update }: ActionRule): object {
  return {
    match,
    ...effectView(effect),
    ...(then && { then: thenView(then) }),
    ...(toast && { toast }),
    update,
  };
}

function effectView(effect: Effect): object {
  if (effect.kind === "forward") return { forward: effect.url };
  if (effect.kind === "handler") return { handler: effect.name };
  if (effect.kind === "decide") return { decide: { approval: effect.approvalId, verdict: effect.verdict } };
  if (effect.kind === "request") return { approval: { ...effect.request, expires_in: effect.expiresIn } };
  return {};
}

function thenView(then: Then): object {
  if (then.kind === "card") return { card: then.card };
  if (then.kind === "disable") return { disable: true };
  return { replace: then.element, ...(then.elementId && { element_id: then.elementId }) };
}

/** A body as the domain reads it. Throws PostingError `rule_invalid`, and ApprovalError for an approval that none could be. */
export function toPostingRequest({ to, card, actions = [] }: CreateCard): PostingRequest {
  return { to, card, actions: actions.map(toRule) };
}

function toRule(body: ActionBody, index: number): ActionRule {
  const where = `actions[${index}]`;
  const { match, then, toast, update = "auto" } = body;
  return {
    match,
    effect: toEffect(body, where),
    ...(then && { then: toThen(then, where) }),
    ...(toast && { toast }),
    update,
  };
}

function toEffect({ forward, handler, decide, approval }: ActionBody, where: string): Effect {
  const given = [forward, handler, decide, approval].filter((effect) => effect !== undefined);
  if (given.length > 1)
    throw new PostingError("rule_invalid", `${where}: one of forward, handler, decide and approval`);
  if (forward !== undefined) return { kind: "forward", url: forward };
  if (handler !== undefined) return { kind: "handler", name: handler };
  if (decide !== undefined) return { kind: "decide", approvalId: decide.approval, verdict: decide.verdict };
  if (approval === undefined) return { kind: "none" };
  const request = toRequest(approval);
  const expiresIn = approval.expires_in ?? DEFAULT_EXPIRY;
  checkRequest(request, expiresIn);
  return { kind: "request", request, expiresIn };
}

function toThen(
  { replace, element_id, card, disable }: NonNullable<ActionBody["then"]>,
  where: string,
): Then {
  const given = [replace, card, disable].filter((change) => change !== undefined);
  if (given.length !== 1)
    throw new PostingError("rule_invalid", `${where}.then: one of replace, card and disable`);
  if (card !== undefined) return { kind: "card", card };
  if (replace !== undefined)
    return { kind: "replace", element: replace, ...(element_id && { elementId: element_id }) };
  return { kind: "disable" };
}
