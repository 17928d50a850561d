import { describe, expect, test } from "bun:test";

import type { Person } from "../../src/approval/person.ts";
import type { Group } from "../../src/approval/stage.ts";
import type { DirectoryCalls } from "../../src/lark/directory-calls.ts";
import { createLarkDirectory } from "../../src/lark/lark-directory.ts";
import { FakeTime } from "./fake-time.ts";
import { ok, refusal, type Script, scriptLark } from "./scripted-lark.ts";

const ANN: Person = { open_id: "ou_ann", user_id: "ann" };
const CHAT = { chat_id: "oc_1" };

function members(...ids: readonly string[]): Response {
  return ok({ items: ids.map((member_id) => ({ member_id })), has_more: false });
}

/** Asks a directory over a far side that answers as told. */
async function ask(group: Group, answer: Script, person = ANN) {
  await using lark = scriptLark({ answer });
  const found = await aDirectory(lark.client).isMember(group, person);
  return { found, paths: lark.requests.map(({ path }) => path) };
}

function aDirectory(client: DirectoryCalls, time = new FakeTime(), deadlineMs?: number) {
  return createLarkDirectory({ client, clock: time.clock, deadlineMs, onFault: () => undefined });
}

describe("the members of a chat", () => {
  test("are read to the last page", async () => {
    const { found, paths } = await ask(CHAT, (_, count) =>
      count === 0
        ? ok({ items: [{ member_id: "ou_ben" }], has_more: true, page_token: "p&2" })
        : members("ou_ann"),
    );
    expect(found).toBe(true);
    const path = "/open-apis/im/v1/chats/oc_1/members?member_id_type=open_id&page_size=100";
    expect(paths).toEqual([path, `${path}&page_token=p%262`]);
  });

  test.each([
    ["open_id", { open_id: "ou_ann", user_id: "x" }, "ou_ann"],
    ["user_id", { user_id: "ann" }, "ann"],
    ["union_id", { union_id: "on_ann" }, "on_ann"],
  ])("are asked for by %s, if that is what the person has", async (type, person, id) => {
    const { found, paths } = await ask(CHAT, () => members(id), person);
    expect([found, paths[0]]).toEqual([true, expect.stringContaining(`member_id_type=${type}`)]);
  });

  test("are not those who are left out of the list", async () => {
    expect((await ask(CHAT, () => members("ou_ben"))).found).toBe(false);
  });
});

/** Ann is in c, which is in b, which is in a. */
const tree: Script = ({ path }) =>
  path.includes("/users/")
    ? ok({ user: { department_ids: ["od-c"] } })
    : ok({ items: [{ open_department_id: "od-b" }, { open_department_id: "od-a" }], has_more: false });

describe("a department", () => {
  test.each([
    ["od-c", true],
    ["od-b", true],
    ["od-a", true],
    ["0", true],
    ["od-d", false],
  ])("%s: %p, because what is in a part of it is in it", async (department_id, expected) => {
    expect((await ask({ department_id }, tree)).found).toBe(expected);
  });

  test.each([
    ["od-a", "open_department_id"],
    ["sales", "department_id"],
  ])("%s is known by its %s", async (department_id, type) => {
    const { paths } = await ask({ department_id }, tree);
    expect(paths[0]).toBe(
      `/open-apis/contact/v3/users/ou_ann?user_id_type=open_id&department_id_type=${type}`,
    );
    expect(paths[1]).toContain(`department_id_type=${type}`);
  });

  test("of somebody whose departments the app may not see is not known", async () => {
    expect((await ask({ department_id: "od-a" }, () => ok({ user: { name: "Ann" } }))).found).toBeUndefined();
  });

  test("is not known when what is above it is not", async () => {
    const { found } = await ask({ department_id: "od-a" }, (request, count) =>
      request.path.includes("/parent") ? refusal(40004) : tree(request, count),
    );
    expect(found).toBeUndefined();
  });
});

const groups: Script = () => ok({ group_list: ["g1", "g2"], has_more: false });

test("a user group is looked for among the person's", async () => {
  const { found, paths } = await ask({ user_group_id: "g2" }, groups);
  expect(found).toBe(true);
  expect(paths).toEqual([
    "/open-apis/contact/v3/group/member_belong?member_id=ou_ann&member_id_type=open_id&page_size=100",
  ]);
  expect((await ask({ user_group_id: "g3" }, groups)).found).toBe(false);
});

describe("what is not known for certain is not known:", () => {
  test.each<[string, Script]>([
    ["a refusal", () => refusal(232011)],
    [
      "a fault on a later page",
      (_, count) => (count === 0 ? ok({ has_more: true, page_token: "2" }) : refusal(1500)),
    ],
    ["more pages, and not how to ask for them", () => ok({ items: [], has_more: true })],
    ["pages without end", (_, count) => ok({ items: [], has_more: true, page_token: String(count) })],
    ["what is not JSON", () => new Response("<html>")],
  ])("%s", async (_, answer) => {
    expect((await ask(CHAT, answer)).found).toBeUndefined();
  });

  test("a person without an id", async () => {
    expect(await ask(CHAT, () => members("ou_ann"), { name: "Ann" })).toEqual({
      found: undefined,
      paths: [],
    });
  });

  test("a client that throws", async () => {
    const broken = { chatMembers: () => Promise.reject(new Error("broken")) };
    const directory = aDirectory(broken as unknown as DirectoryCalls);
    expect(await directory.isMember(CHAT, ANN)).toBeUndefined();
  });
});

describe("time", () => {
  test("over a look-up ends with nothing known; what comes late is there when asked again", async () => {
    const gate = Promise.withResolvers<void>();
    await using lark = scriptLark({ answer: () => gate.promise.then(() => members("ou_ann")) });
    const directory = aDirectory(lark.client, new FakeTime(), 50);
    expect(await directory.isMember(CHAT, ANN)).toBeUndefined();
    gate.resolve();
    expect(await directory.isMember(CHAT, ANN)).toBe(true);
    expect(lark.requests).toHaveLength(1);
  });

  test("that a look has taken is not given to the next who asks for the same", async () => {
    const gate = Promise.withResolvers<Response>();
    await using lark = scriptLark({ answer: () => gate.promise });
    const time = new FakeTime();
    const directory = aDirectory(lark.client, time, 60_000);
    const first = directory.isMember(CHAT, ANN);
    await time.pass(60_000);
    expect(await directory.isMember(CHAT, { open_id: "ou_ben" })).toBeUndefined();
    gate.resolve(members("ou_ann"));
    expect(await first).toBe(true);
  });

  test("passes: a member is believed for a minute, a stranger for 15 seconds", async () => {
    const time = new FakeTime();
    await using lark = scriptLark({ answer: (_, count) => (count < 2 ? members("ou_ann") : members()) });
    const directory = aDirectory(lark.client, time);
    const isMember = (open_id: string) => directory.isMember(CHAT, { open_id });
    expect([await isMember("ou_ann"), await isMember("ou_ben"), lark.requests.length]).toEqual([
      true,
      false,
      1,
    ]);
    await time.pass(14_999);
    expect([await isMember("ou_ben"), lark.requests.length]).toEqual([false, 1]);
    await time.pass(1);
    expect([await isMember("ou_ben"), lark.requests.length]).toEqual([false, 2]);
    await time.pass(59_999);
    expect([await isMember("ou_ann"), lark.requests.length]).toEqual([true, 2]);
    await time.pass(1);
    expect([await isMember("ou_ann"), lark.requests.length]).toEqual([false, 3]);
  });

  test("is not spent twice: however many ask at once, there is one look", async () => {
    await using lark = scriptLark({ answer: () => members("ou_ann") });
    const directory = aDirectory(lark.client);
    const people = ["ou_ann", "ou_ben", "ou_cid"].map((open_id) => ({ open_id }));
    expect(await Promise.all(people.map((person) => directory.isMember(CHAT, person)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(lark.requests).toHaveLength(1);
  });

  test("does not keep a failure", async () => {
    await using lark = scriptLark({
      answer: (_, count) => (count === 0 ? refusal(1500) : members("ou_ann")),
    });
    const directory = aDirectory(lark.client);
    expect(await directory.isMember(CHAT, ANN)).toBeUndefined();
    expect(await directory.isMember(CHAT, ANN)).toBe(true);
  });
});
