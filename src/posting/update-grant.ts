import type { CardAction } from "../protocol/card-action.ts";
import type { UpdateGrant } from "./posting.ts";

/** Lark, "Delayed update of message card": a click's token is good for 30 minutes, and twice. */
const GRANT = { milliseconds: 30 * 60 * 1000, uses: 2 } as const;

/** The right to update that a click at that moment gave. */
export function grantOf({ token, open_id: openId }: CardAction, clickedAt: Date): UpdateGrant {
  const until = new Date(clickedAt.getTime() + GRANT.milliseconds);
  return { token, until, usesLeft: GRANT.uses, openId };
}
