import { describe, expect, test } from "bun:test";

import { parseApprover } from "../../src/cli/request/parse-person.ts";
import { parseQuietHours, parseReminder } from "../../src/cli/request/parse-reminder.ts";
import { parseEscalation, parseStage } from "../../src/cli/request/parse-stage.ts";

describe("a stage on the command line", () => {
  test.each([
    [
      "to=oc_1,ou_2;approvers=ou_a,chat:oc_9,department:d1,group:g1;approve=2;reject=3",
      {
        to: [{ chat_id: "oc_1" }, { open_id: "ou_2" }],
        approvers: [
          { open_id: "ou_a" },
          { chat_id: "oc_9" },
          { department_id: "d1" },
          { user_group_id: "g1" },
        ],
        policy: { approve: 2, reject: 3 },
      },
    ],
    ["approvers=anyone; to=ada@example.com", { to: [{ email: "ada@example.com" }], approvers: "anyone" }],
    [
      "to=oc_1;approvers=user:grace;reject=2",
      { to: [{ chat_id: "oc_1" }], approvers: [{ user_id: "grace" }], policy: { reject: 2 } },
    ],
    ['{"to":[{"chat_id":"oc_1"}],"x":1}', { to: [{ chat_id: "oc_1" }], x: 1 }],
  ])("is read from %j", (text, stage) => {
    expect(parseStage(text)).toEqual(stage);
  });

  test.each([
    "",
    "to=oc_1",
    "approvers=ou_a",
    "to=oc_1;approvers=ou_a;",
    "to=oc_1;to=oc_2;approvers=ou_a",
    "to=oc_1;approvers=ou_a;after=1h",
    "to=oc_1;approvers=oc_1",
    "to=oc_1,;approvers=ou_a",
    "to=oc_1;approvers=ou_a;approve=0",
    "to=oc_1;approvers=anyone,ou_a",
    "{",
    "{}]",
  ])("is not guessed from %j", (text) => {
    expect(() => parseStage(text)).toThrow();
  });
});

describe("an escalation on the command line", () => {
  test("is a time, and who is told and may answer too", () => {
    expect(parseEscalation("after=1h30m;to=oc_1;approvers=ou_a,ou_b")).toEqual({
      after: 5_400,
      to: [{ chat_id: "oc_1" }],
      approvers: [{ open_id: "ou_a" }, { open_id: "ou_b" }],
    });
  });

  test.each([
    "after=1h",
    "to=oc_1;approvers=ou_a",
    "after=soon;to=oc_1;approvers=ou_a",
    "after=1h;to=oc_1;approvers=anyone",
  ])("is not guessed from %j", (text) => {
    expect(() => parseEscalation(text)).toThrow();
  });
});

describe("a reminder on the command line", () => {
  test("is a time, and urgent if that is asked for", () => {
    expect([parseReminder("1h"), parseReminder("90m,urgent")]).toEqual([
      { after: 3_600, by: "reply" },
      { after: 5_400, by: "urgent" },
    ]);
  });

  test.each(["", "urgent", "1h,loud", "1h,urgent,urgent", ",urgent"])("is not guessed from %j", (text) => {
    expect(() => parseReminder(text)).toThrow();
  });
});

describe("quiet hours on the command line", () => {
  test("are two times and a zone", () => {
    expect(parseQuietHours("22:00-08:00 Asia/Shanghai")).toEqual({
      from: "22:00",
      to: "08:00",
      timezone: "Asia/Shanghai",
    });
  });

  test.each(["", "22:00-08:00", "22-8 UTC", "22:00 - 08:00 UTC", "22:00-08:00 UTC x"])(
    "are not guessed from %j",
    (text) => {
      expect(() => parseQuietHours(text)).toThrow();
    },
  );
});

describe("an approver on the command line", () => {
  test.each(["chat:", "department:", "group:", "room:x", "oc_1", "ada@example.com"])(
    "is not guessed from %j",
    (text) => {
      expect(() => parseApprover(text)).toThrow();
    },
  );
});
