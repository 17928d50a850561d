import type { Delivery } from "../outbox/job.ts";
import type { LarkResult } from "./lark-fault.ts";

/** Whether cards get through, as the last attempt showed. */
export interface LarkHealth {
  readonly name: string;
  /** The code of what keeps cards from Lark, or undefined. */
  fault(): string | undefined;
  /** What a look at the credentials found. */
  noteToken(result: LarkResult<object>): void;
  noteDelivery(delivery: Delivery): void;
}

/** Reasons to put a card off that are not Lark's. */
const OURS: ReadonlySet<string> = new Set(["card_not_sent", "lark_rate_limited"]);

/** A card that is refused for what it is says nothing of the road to Lark; one that is put off does. */
export function createLarkHealth(): LarkHealth {
  let fault: string | undefined;
  return {
    name: "lark",
    fault: () => fault,
    noteToken: (result) => void (fault = result.ok ? undefined : result.error.code),
    noteDelivery(delivery) {
      if (delivery.kind === "retry" && !delivery.early && !OURS.has(delivery.error)) fault = delivery.error;
      // Without a receipt there was nothing to do, and so no call that got through.
      if (delivery.kind === "delivered" && delivery.receipt !== undefined) fault = undefined;
    },
  };
}
