import { describe, expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { createLog } from "../../src/log.ts";
import { createCallbackLines } from "../../src/wiring/callback-lines.ts";
import { tempDir } from "../support/temp-dir.ts";

const HOW = { transport: "socket", type: "card.action.trigger", result: "answered", ms: 4 } as const;
const REPORT = {
  operator: "ou_1",
  action: "approve",
  counts: true,
  kind: "decided",
  approvalId: "apr_1",
  status: "approved",
} as const;

function aClick() {
  return {
    kind: "event",
    eventType: "card.action.trigger",
    eventId: "ev_1",
    requestId: "req_1",
    payload: { event: { action: { value: { approval: "apr_1" } } } },
  } as const;
}

/** What this writes to the log. */
function linesOf(write: (lines: ReturnType<typeof createCallbackLines>) => void): readonly object[] {
  const file = join(tempDir(), "log");
  const fd = openSync(file, "w");
  write(createCallbackLines(createLog({ level: "info", format: "json", fd })));
  closeSync(fd);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
}

describe("in the log", () => {
  test("a click that counts is one line, called by what it made of the approval", () => {
    const written = linesOf((lines) => {
      const event = aClick();
      lines.clicked(REPORT, event);
      lines.answered(event, HOW);
    });
    expect(written).toEqual([
      {
        level: "info",
        time: expect.any(String),
        request_id: "req_1",
        approval_id: "apr_1",
        event_id: "ev_1",
        operator: "ou_1",
        action: "approve",
        status: "approved",
        transport: "socket",
        type: "card.action.trigger",
        result: "answered",
        ms: 4,
        msg: "decided",
      },
    ]);
  });

  test("a click that was answered too late has a line for what became of it all the same", () => {
    const written = linesOf((lines) => {
      const event = aClick();
      lines.answered(event, { ...HOW, result: "late" });
      lines.clicked(REPORT, event);
    });
    expect(written).toMatchObject([
      { request_id: "req_1", approval_id: "apr_1", result: "late", msg: "callback answered" },
      { request_id: "req_1", approval_id: "apr_1", operator: "ou_1", msg: "decided" },
    ]);
  });

  test("what nobody reports of is a callback that was answered, with the approval that its button names", () => {
    const written = linesOf((lines) => lines.answered(aClick(), HOW));
    expect(written).toMatchObject([{ approval_id: "apr_1", event_id: "ev_1", msg: "callback answered" }]);
  });
});
