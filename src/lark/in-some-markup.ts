import type { Approval, Card } from "../approval/approval.ts";
import type { CardJson } from "../card/card-json.ts";
import type { RenderOptions } from "../card/render-card.ts";
import { isCardRefused } from "./error-codes.ts";
import type { LarkResult } from "./lark-fault.ts";

/** What a card shows that the approval does not hold. */
export type CardLook = Pick<RenderOptions, "imageKey" | "validUntil" | "revokedAt">;

export interface MarkupOptions {
  readonly render: (approval: Approval, card: Card, options?: RenderOptions) => CardJson;
  /** Brings what a card shows to Lark where it is not there yet. */
  readonly look?: ((approval: Approval) => Promise<LarkResult<CardLook>>) | undefined;
}

/**
 * Delivers the card as it should look, or, where Lark refuses it (somebody it mentions is not known to this app, say),
 * without any markup: a plain card is better than none.
 */
export async function inSomeMarkup<T>(
  { approval, card }: { readonly approval: Approval; readonly card: Card },
  { render, look }: MarkupOptions,
  deliver: (content: string) => Promise<LarkResult<T>>,
): Promise<LarkResult<T>> {
  const seen: LarkResult<CardLook> = (await look?.(approval)) ?? { ok: true };
  if (!seen.ok) return seen;
  const { ok: _, ...shown } = seen;
  const result = await deliver(JSON.stringify(render(approval, card, shown)));
  if (result.ok || result.error.kind !== "final" || !isCardRefused(result.error.code)) return result;
  return deliver(JSON.stringify(render(approval, card, { ...shown, markup: "plain" })));
}
