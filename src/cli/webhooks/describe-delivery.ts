import { describeRows, type Row } from "../describe-rows.ts";
import type { DeliveryAnswer } from "./webhook-client.ts";

/** A delivery for people, with what is sent below it. */
export function describeDelivery(delivery: DeliveryAnswer): string {
  const { id, type, state, attempts, last_error, last_status, next_at, delivered_at } = delivery;
  const rows: readonly (Row | undefined)[] = [
    ["state", state],
    ["of", delivery.approval],
    ["to", delivery.url],
    ["webhook", delivery.webhook ?? "the webhook_url of the request"],
    ["attempts", String(attempts)],
    last_status === null ? undefined : ["last status", String(last_status)],
    last_error === null ? undefined : ["last error", last_error],
    next_at === null ? undefined : ["next attempt", next_at],
    delivered_at === null ? undefined : ["delivered", delivered_at],
    ["body", delivery.body ?? "made with the first attempt"],
  ];
  return describeRows(
    `${id}  ${type}`,
    rows.filter((row) => row !== undefined),
  );
}
