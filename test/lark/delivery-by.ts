import { reminderNow } from "../../src/approval/reminder.ts";
import { renderCard } from "../../src/card/render-card.ts";
import { type CardDeliveryOptions, createCardDelivery } from "../../src/lark/card-delivery.ts";
import type { Deliver } from "../../src/outbox/job.ts";
import { TestClock } from "../support/test-clock.ts";

/** A card delivery with the server's own parts, at 9 o'clock UTC on the day of the tests' approvals. */
export function deliveryBy(
  options: Pick<CardDeliveryOptions, "client" | "find"> & Partial<CardDeliveryOptions>,
): Deliver {
  return createCardDelivery({ render: renderCard, reminderNow, clock: new TestClock().now, ...options });
}
