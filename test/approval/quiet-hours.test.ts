import { describe, expect, test } from "bun:test";

import { afterQuietHours } from "../../src/approval/quiet-hours.ts";
import { nextTick, tick } from "../../src/approval/tick.ts";
import { aPendingApproval } from "../support/a-request.ts";

const NIGHT = { from: "22:00", to: "08:00" };

describe("what falls into the quiet hours", () => {
  test.each<[string, string, string, string, string]>([
    ["at their start", "Asia/Shanghai", "2026-03-02T14:00:00Z", "2026-03-03T00:00:00Z", "the morning"],
    ["after midnight", "Asia/Shanghai", "2026-03-02T23:59:30Z", "2026-03-03T00:00:00Z", "the morning"],
    ["a second before", "Asia/Shanghai", "2026-03-02T13:59:59Z", "2026-03-02T13:59:59Z", "no time"],
    ["at their end", "Asia/Shanghai", "2026-03-03T00:00:00Z", "2026-03-03T00:00:00Z", "no time"],
    ["when the clocks go forward", "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z", "8"],
    ["when the clocks go back", "Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T07:00:00Z", "8"],
    ["in a zone of a half hour", "Asia/Kolkata", "2026-03-02T18:00:00Z", "2026-03-03T02:30:00Z", "8"],
  ])("%s in %s, at %s, waits until %s", (_, timezone, at, until) => {
    expect(afterQuietHours(new Date(at), { ...NIGHT, timezone })).toEqual(new Date(until));
  });

  test("that end in an hour which the clocks skip waits until that hour is over", () => {
    const hours = { from: "22:00", to: "02:30", timezone: "Europe/Berlin" };
    expect(afterQuietHours(new Date("2026-03-28T23:00:00Z"), hours)).toEqual(
      new Date("2026-03-29T01:00:00Z"),
    );
  });
});

describe("reminders", () => {
  const START = Date.parse("2026-03-02T09:00:00Z");
  const expiresAt = new Date(START + 86_400_000);

  /** The hours after the start at which somebody is reminded, as the clock is asked each time that it said. */
  function remindedAt(about: Parameters<typeof aPendingApproval>[0]): number[] {
    const hours: number[] = [];
    let approval = aPendingApproval(about, { expiresAt });
    for (let at = nextTick(approval); at !== undefined; at = nextTick(approval)) {
      const outcome = tick(approval, at, { newId: () => "new" });
      if (outcome.kind === "reminded") hours.push((at.getTime() - START) / 3_600_000);
      approval = outcome.approval;
    }
    return hours;
  }

  test("come after twice the time each, and none at the expiry or after", () => {
    expect(remindedAt({ remind: { after: 3_600, by: "reply" } })).toEqual([1, 3, 7, 15]);
  });

  test("of the night come in the morning", () => {
    const quiet_hours = { ...NIGHT, timezone: "UTC" };
    expect(remindedAt({ remind: { after: 3_600, by: "reply" }, quiet_hours })).toEqual([1, 3, 7, 23]);
  });

  test("that were slept through are one", () => {
    const approval = aPendingApproval({ remind: { after: 3_600, by: "reply" } }, { expiresAt });
    const { kind, approval: after } = tick(approval, new Date(START + 8 * 3_600_000), { newId: () => "new" });
    expect([kind, after.progress.reminders, nextTick(after)?.getTime()]).toEqual([
      "reminded",
      3,
      START + 15 * 3_600_000,
    ]);
  });
});
