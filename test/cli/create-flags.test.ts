import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { run } from "../../src/cli/run.ts";
import { ADA, GRACE, GROUP, HUIYIN, openWorld, TOKEN, type World } from "../e2e/open-world.ts";
import { fakeIo } from "./fake-io.ts";

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world[Symbol.asyncDispose]());

async function request(...lines: readonly (readonly string[])[]) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN } });
  const code: number = await run(["request", ...lines.flat()], io);
  return { code, out: io.out(), err: io.err() };
}

describe("request create", () => {
  test("asks in several stages, each with its own people and rule", async () => {
    const { code, out } = await request(
      ["create", "--title", "Pay", "--json"],
      ["--stage", `to=${GROUP};approvers=${ADA},${GRACE};approve=2`],
      ["--stage", JSON.stringify({ to: [{ open_id: HUIYIN }], approvers: [{ open_id: HUIYIN }] })],
    );
    expect(code).toBe(0);
    const made = JSON.parse(out) as { id: string };
    expect(made).toMatchObject({
      stage: 0,
      stages: [
        { approvers: [{ open_id: ADA }, { open_id: GRACE }], policy: { approve: 2, reject: 1 } },
        { approvers: [{ open_id: HUIYIN }], policy: { approve: 1, reject: 1 } },
      ],
    });
    const shown = await request(["show", made.id]);
    expect(shown.out).toMatch(/\n {2}status +pending, stage 1 of 2: 0 of 2 approved\n/);
    expect(shown.out).toMatch(new RegExp(`\\n {2}stage 1 +2 of ${ADA}, ${GRACE}\\n`));
    expect(shown.out).toMatch(new RegExp(`\\n {2}stage 2 +${HUIYIN}\\n`));
  });

  test("says all else that a request may say by flags", async () => {
    const first = (await request(["create", "--title", "A", "--to", GROUP, "--approver", ADA])).out.trim();
    const { code, out, err } = await request(
      [
        "create",
        "--title",
        "B",
        "--to",
        GROUP,
        "--approver",
        `chat:${GROUP}`,
        "--approver",
        "department:od-1",
      ],
      ["--approver", "group:g1", "--reason", "required", "--comment", "--remind", "1h,urgent"],
      ["--quiet-hours", "22:00-08:00 Asia/Shanghai", "--supersedes", first, "--json"],
      ["--escalate", `after=4h;to=${HUIYIN};approvers=${HUIYIN}`],
    );
    expect([code, err]).toEqual([0, ""]);
    const made = JSON.parse(out) as { id: string };
    expect(made).toMatchObject({
      approvers: [{ chat_id: GROUP }, { department_id: "od-1" }, { user_group_id: "g1" }],
      reason: "required",
      comment: true,
      remind: { after: 3_600, by: "urgent" },
      quiet_hours: { from: "22:00", to: "08:00", timezone: "Asia/Shanghai" },
      supersedes: first,
      escalate: { after: 14_400, approvers: [{ open_id: HUIYIN }] },
    });
    const { out: text } = await request(["show", made.id]);
    expect(text).toMatch(new RegExp(`approvers +the members of ${GROUP}, department od-1, group g1\\n`));
    expect(text).toMatch(new RegExp(`further +${HUIYIN}, after 14400 s\\n`));
    const old = await request(["show", first]);
    expect(old.out).toContain(`superseded by  ${made.id}\n`);
  });

  test("hands on the webhook's URL, for the server to judge", async () => {
    const { code, err } = await request([
      "create",
      "--title",
      "A",
      "--to",
      GROUP,
      "--approver",
      ADA,
      "--webhook-url",
      "nonsense",
    ]);
    expect(code).toBe(2);
    expect(err).toContain("webhook_url");
  });

  test.each([
    [
      "a stage and a place for cards",
      ["--stage", "to=oc_1;approvers=ou_a", "--to", "oc_1"],
      "stages: each has its own",
    ],
    ["nobody to ask", ["--to", "oc_1"], "a request needs --approver"],
    ["a stage that lacks its approvers", ["--stage", "to=oc_1"], "It lacks approvers="],
  ])("refuses %s", async (_, flags, why) => {
    const { code, out, err } = await request(["create", "--title", "A"], flags);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(why);
  });
});
