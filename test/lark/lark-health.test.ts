import { expect, test } from "bun:test";

import { failure } from "../../src/lark/lark-fault.ts";
import { createLarkHealth } from "../../src/lark/lark-health.ts";

test("the road to Lark is open until something shows that it is not", () => {
  expect(createLarkHealth().fault()).toBeUndefined();
});

test("a card that is put off closes it, and one that gets through opens it, unlike one that made no call", () => {
  const health = createLarkHealth();
  health.noteDelivery({ kind: "retry", error: "lark_timeout" });
  expect(health.fault()).toBe("lark_timeout");
  health.noteDelivery({ kind: "delivered" });
  expect(health.fault()).toBe("lark_timeout");
  health.noteDelivery({ kind: "delivered", receipt: { messageId: "om_1", shownRevision: 1 } });
  expect(health.fault()).toBeUndefined();
});

test("refused credentials close it, and good ones open it", () => {
  const health = createLarkHealth();
  health.noteToken(failure("lark_10014", "config", ""));
  expect(health.fault()).toBe("lark_10014");
  health.noteToken({ ok: true });
  expect(health.fault()).toBeUndefined();
});

test.each([
  ["waits for its message", { kind: "retry", error: "card_not_sent" }],
  ["waits for our own limit", { kind: "retry", error: "lark_rate_limited" }],
  ["is a reminder that waits for the end of the night", { kind: "retry", error: "quiet_hours", early: true }],
  ["is refused for what it is", { kind: "failed", error: "lark_230002" }],
] as const)("a card that %s says nothing of the road", (_, delivery) => {
  const health = createLarkHealth();
  health.noteDelivery(delivery);
  expect(health.fault()).toBeUndefined();
});
