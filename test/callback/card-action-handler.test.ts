import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import type { Commit } from "../../src/approval/approval-store.ts";
import type { Click } from "../../src/approval/click.ts";
import type { Outcome } from "../../src/approval/outcome.ts";
import { createCallbackRouter } from "../../src/callback/callback-router.ts";
import { createCardActionHandler } from "../../src/callback/card-action-handler.ts";
import { answerFault } from "../../src/protocol/answer.ts";
import type { CallbackEvent } from "../../src/protocol/callback-event.ts";
import { aPendingApproval } from "../support/a-request.ts";
import { click } from "../support/signed-callback.ts";

interface Heard {
  readonly clicks: Click[];
  readonly counted: string[];
  readonly refused: string[];
  readonly faults: unknown[];
}

/** The handler over a service that answers this, and what was heard of it. */
function handlerOver(
  answer: () => Promise<Commit>,
): Heard & { handle: (action: unknown) => Promise<unknown> } {
  const heard: Heard = { clicks: [], counted: [], refused: [], faults: [] };
  const approvals = createCardActionHandler({
    service: {
      click(click) {
        heard.clicks.push(click);
        return answer();
      },
    },
    onClick: (report) => (report.counts ? heard.counted : heard.refused).push(report.kind),
    onFault: (fault) => heard.faults.push(fault),
  });
  const router = createCallbackRouter([approvals], {
    takeEvent: async () => {},
    onUnknown: ({ eventType }) => heard.refused.push(`unknown ${eventType}`),
    onFault: (fault) => heard.faults.push(fault),
  });
  return { ...heard, handle: async (action) => router.dispatch(eventWith(action)) };
}

function eventWith(action: unknown): CallbackEvent {
  return { kind: "event", eventType: "card.action.trigger", eventId: "ev_1", payload: click(action) };
}

function committed(kind: Outcome["kind"], replayed = false): () => Promise<Commit> {
  return async () => ({
    kind: "committed",
    replayed,
    outcome: { kind, approval: aPendingApproval() } as Outcome,
  });
}

const APPROVE = { tag: "button", value: { action: "approve", approval: "apr_1" } };

describe("a click that counts", () => {
  test.each(["voted", "decided"] as const)("as %p is answered {}, and reported as that", async (kind) => {
    const { handle, counted, refused, faults } = handlerOver(committed(kind));
    expect(await handle(APPROVE)).toEqual({});
    expect([counted, refused, faults]).toEqual([[kind], [], []]);
  });

  test("that comes again is not reported again", async () => {
    const { handle, counted, refused } = handlerOver(committed("decided", true));
    expect(await handle(APPROVE)).toEqual({});
    expect([counted, refused]).toEqual([[], []]);
  });

  test("names the approval, the verdict, who clicked, and from where", async () => {
    const { handle, clicks } = handlerOver(committed("decided"));
    await handle(APPROVE);
    expect(clicks).toEqual([
      {
        eventId: "ev_1",
        approvalId: "apr_1",
        action: "approve",
        operator: { open_id: "ou_1", user_id: "g9h8", union_id: "on_1" },
        message_id: "om_1",
        chat_id: "oc_1",
      },
    ]);
  });

  test.each<[string, unknown]>([
    ["an object", { action: "reject", approval: "apr_1" }],
    ["a JSON string", '{"action":"reject","approval":"apr_1"}'],
    [
      "an object with more in it",
      { action: "reject", approval: "apr_1", approvalId: "apr_2", to: "approve" },
    ],
  ])("may have its value as %s", async (_, value) => {
    const { handle, clicks } = handlerOver(committed("decided"));
    expect(await handle({ tag: "button", value })).toEqual({});
    expect(clicks).toMatchObject([{ approvalId: "apr_1", action: "reject" }]);
  });
});

describe("a click that does not count", () => {
  test.each<[string, () => Promise<Commit>, string, string, string]>([
    ["already_ended", committed("already_ended"), "info", "has ended", "已结束"],
    ["already_voted", committed("already_voted"), "info", "one vote a person", "一票"],
    ["not_an_approver", committed("not_an_approver"), "error", "Only the approvers", "仅该申请的审批人"],
    ["self_approval", committed("self_approval"), "error", "your own request", "自己"],
    ["requester_unverifiable", committed("requester_unverifiable"), "error", "does not count", "无效"],
    ["not_our_message", committed("not_our_message"), "error", "does not belong", "不属于"],
    ["expired", committed("expired"), "warning", "has expired", "已过期"],
    ["approval_not_found", async () => ({ kind: "not_found" }), "error", "not known here", "找不到"],
  ])("for %s is answered a toast that says so, in both languages", async (code, answer, type, en, zh) => {
    const { handle, refused, faults } = handlerOver(answer);
    const answered = await handle(APPROVE);
    expect(answered).toEqual({
      toast: {
        type,
        content: expect.stringContaining(en),
        i18n: { en_us: expect.stringContaining(en), zh_cn: expect.stringContaining(zh) },
      },
    });
    expect(answerFault(answered)).toBeUndefined();
    expect([refused, faults]).toEqual([[code], []]);
  });
});

describe("a click that could not be recorded", () => {
  const full = new Error("SQLITE_FULL: /var/lib/countersign");

  test.each<[string, () => Promise<Commit>]>([
    ["rejects", () => Promise.reject(full)],
    [
      "throws",
      () => {
        throw full;
      },
    ],
  ])("because the service %s is answered so, never {}, and without the reason", async (_, answer) => {
    const { handle, refused, faults } = handlerOver(answer);
    const answered = await handle(APPROVE);
    expect(answered).toEqual({
      toast: {
        type: "error",
        content: "Not recorded. Please try again.",
        i18n: { en_us: "Not recorded. Please try again.", zh_cn: "未能记录，请重试。" },
      },
    });
    expect([refused, faults]).toEqual([[], [full]]);
  });
});

describe("a button that is almost an approval's", () => {
  test.each<[string, unknown]>([
    ["an approval that is a number", { action: "approve", approval: 1 }],
    ["an approval that is a list", { action: "approve", approval: ["apr_1"] }],
    ["an action that is none", { action: "delete", approval: "apr_1" }],
    ["an action in capitals", { action: "APPROVE", approval: "apr_1" }],
    ["an action that is a list", { action: ["approve"], approval: "apr_1" }],
    ["no action", { approval: "apr_1" }],
  ])("for it has %s, is told so, and nobody is asked", async (_, value) => {
    const { handle, clicks, refused } = handlerOver(committed("decided"));
    expect(await handle({ tag: "button", value })).toMatchObject({
      toast: { content: "This button does nothing here." },
    });
    expect([clicks, refused]).toEqual([[], ["unknown_button"]]);
  });
});

describe("a button that is not an approval's", () => {
  const value = { action: "approve", approval: "apr_1" };

  test.each<[string, unknown]>([
    ["no value", { tag: "button" }],
    ["no approval", { tag: "button", value: { action: "approve" } }],
    ["somebody else's approval", { tag: "button", value: { approval: "leave-7", action: "open" } }],
    ["a list for a value", { tag: "button", value: [value] }],
    ["a text for a value", { tag: "button", value: "approve" }],
    ["null for a value", { tag: "button", value: null }],
    ["both in its prototype", { tag: "button", value: JSON.parse(`{"__proto__":${JSON.stringify(value)}}`) }],
    ["both in a text's prototype", { tag: "button", value: `{"__proto__":${JSON.stringify(value)}}` }],
  ])("with %s is answered {}, and nobody is asked", async (_, action) => {
    const { handle, clicks, refused } = handlerOver(committed("decided"));
    expect(await handle(action)).toEqual({});
    expect([clicks, refused]).toEqual([[], ["unknown card.action.trigger"]]);
  });

  test.each<[string, unknown]>([
    ["no tag", { value }],
    ["nothing at all", null],
    ["a list for an action", [value]],
  ])("as far as can be told, for it has %s, is told that it does nothing", async (_, action) => {
    const { handle, clicks } = handlerOver(committed("decided"));
    expect(await handle(action)).toMatchObject({ toast: { content: "This button does nothing here." } });
    expect(clicks).toEqual([]);
  });

  test("whatever it is, gets an answer that Lark takes, and asks for nothing but approving, rejecting and taking back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), almostApproving), async (action) => {
        const { handle, clicks, faults } = handlerOver(committed("decided"));
        expect(answerFault(await handle(action))).toBeUndefined();
        expect(faults).toEqual([]);
        for (const { approvalId, action: pressed } of clicks) {
          expect([typeof approvalId, ["approve", "reject", "cancel"].includes(pressed)]).toEqual([
            "string",
            true,
          ]);
        }
      }),
    );
  });
});

const almostApproving = fc.record({
  tag: fc.constant("button"),
  value: fc.record(
    {
      action: fc.oneof(fc.constantFrom("approve", "reject"), fc.anything()),
      approval: fc.oneof(fc.constant("apr_1"), fc.anything()),
    },
    { requiredKeys: [] },
  ),
});
