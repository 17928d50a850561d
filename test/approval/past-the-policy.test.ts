import { describe, expect, test } from "bun:test";

import { aRequest } from "../support/a-request.ts";
import { ACTOR, click, codeOf, HOUR, openDesk } from "./service-desk.ts";

const BY = { actor: ACTOR, name: "ops", reason: " the site is down " };

describe("breaking the glass", () => {
  test("decides at once, past the policy, and is marked as such in the vote and in the history", async () => {
    const { service, ask } = openDesk();
    const { id } = await ask({ policy: { approve: 2, reject: 1 } });
    const { status, votes } = await service.breakGlass(id, "approve", BY);
    expect(status).toBe("approved");
    expect(votes).toMatchObject([{ break_glass: true, by: { name: "ops" }, reason: "the site is down" }]);
    expect((await service.history(id)).at(-1)).toMatchObject({
      type: "decided",
      actor: ACTOR,
      details: { break_glass: true, reason: "the site is down" },
    });
  });

  test("takes a reason, and something that is pending", async () => {
    const { service, ask, clock } = openDesk();
    const { id } = await ask();
    expect(await codeOf(service.breakGlass(id, "reject", { ...BY, reason: " " }))).toBe("reason_required");
    expect((await service.find(id)).status).toBe("pending");
    clock.advance(HOUR);
    expect(await codeOf(service.breakGlass(id, "approve", BY))).toBe("already_ended");
    expect((await service.find(id)).status).toBe("expired");
  });
});

describe("a request that takes the place of another", () => {
  test("closes it in the same moment, each naming the other, and a click on it is too late", async () => {
    const { service, ask } = openDesk();
    const old = await ask();
    const request = aRequest({ supersedes: old.id });
    const { approval } = await service.create(request, { expiresIn: HOUR, actor: ACTOR });
    const closed = await service.find(old.id);
    expect([closed.status, closed.progress.supersededBy]).toEqual(["cancelled", approval.id]);
    expect(await service.click(click(old))).toMatchObject({ outcome: { kind: "already_ended" } });
  });

  test("is not made where that one has ended, or is not there", async () => {
    const { service, ask } = openDesk();
    const old = await ask();
    await service.click(click(old));
    const attempt = (supersedes: string) =>
      codeOf(service.create(aRequest({ supersedes }), { expiresIn: HOUR, actor: ACTOR }));
    expect([await attempt(old.id), await attempt("apr_9")]).toEqual([
      "superseded_ended",
      "superseded_not_found",
    ]);
    expect(await service.list({ limit: 9 })).toHaveLength(1);
  });

  test("closes nothing where what is kept with it fails", async () => {
    const { service, ask } = openDesk();
    const old = await ask();
    const options = { expiresIn: HOUR, actor: ACTOR, alongside: failing };
    expect(await codeOf(service.create(aRequest({ supersedes: old.id }), options))).toContain("disk full");
    expect((await service.find(old.id)).status).toBe("pending");
    expect(await service.list({ limit: 9 })).toHaveLength(1);
  });
});

describe("a group that may answer", () => {
  const group = { approvers: [{ chat_id: "oc_team" }] };

  test.each([
    [true, "decided"],
    [false, "not_an_approver"],
    [undefined, "membership_unknown"],
  ] as const)("whose membership is found to be %p: %s, as explain says", async (member, kind) => {
    const { service, ask } = openDesk({ directory: { isMember: async () => member } });
    const approval = await ask(group);
    const { allowed } = await service.explain(approval.id, { open_id: "ou_ann" });
    expect(await service.click(click(approval))).toMatchObject({ outcome: { kind } });
    expect(allowed).toBe(member === true);
  });
});

function failing(): void {
  throw new Error("disk full");
}
