import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Platform } from "./platform.ts";
import { openPlatform } from "./platform.ts";

let platform: Platform;

beforeAll(() => {
  platform = openPlatform();
});

afterAll(() => platform.sandbox.stop());

describe("people", () => {
  test("are found by each of their ids", async () => {
    const { name, open_id, user_id, union_id, email } = platform.person("林");
    for (const [type, id] of Object.entries({ open_id, user_id, union_id })) {
      const { body } = await platform.call("GET", `contact/v3/users/${id}?user_id_type=${type}`);
      expect(body.data["user"]).toMatchObject({ name, open_id, user_id, union_id, email });
    }
  });

  test.each([
    ["a stranger", "users/ou_x", 41050],
    ["an unknown kind of id", "users/ou_x?user_id_type=phone", 40001],
  ])("are refused for %s", async (_, path, code) => {
    const { status, body } = await platform.call("GET", `contact/v3/${path}`);
    expect([status, body.code]).toEqual([400, code]);
  });

  test("have their names told in bulk, strangers left out", async () => {
    const ids = [platform.person("Ada").open_id, "ou_x", platform.person("Grace").open_id];
    const { body } = await platform.call("POST", "contact/v3/users/basic_batch", { user_ids: ids });
    expect(body.data["users"]).toMatchObject([
      { user_id: ids[0], name: "Ada Lovelace" },
      { user_id: ids[2], name: "Grace Hopper" },
    ]);
  });

  test.each([
    ["no ids", { user_ids: [] }],
    ["eleven ids", { user_ids: Array.from({ length: 11 }, (_, index) => `ou_${index}`) }],
    ["what is no list", { user_ids: "ou_1" }],
  ])("are not told for %s", async (_, body) => {
    const answer = await platform.call("POST", "contact/v3/users/basic_batch", body);
    expect([answer.status, answer.body.code]).toEqual([400, 40001]);
  });
});

describe("chats", () => {
  test("are listed in pages, without those of single people", async () => {
    const groups = ["one", "two", "three"].map((name) => ({
      chat_id: `oc_${name}`,
      chat_mode: "group" as const,
      name,
      members: [],
    }));
    const other = openPlatform({ groups });
    await other.send({});
    const first = (await other.call("GET", "im/v1/chats?page_size=2")).body.data;
    expect(first).toMatchObject({ items: [{ name: "one" }, { name: "two" }], has_more: true });
    const path = `im/v1/chats?page_size=2&page_token=${String(first["page_token"])}`;
    expect((await other.call("GET", path)).body.data).toMatchObject({
      items: [{ name: "three" }],
      has_more: false,
    });
    expect((await other.call("GET", "im/v1/chats?page_size=101")).body.code).toBe(232001);
    await other.sandbox.stop();
  });

  test("tell what they are, and who is in them", async () => {
    const [room] = platform.sandbox.view().chats;
    const path = `im/v1/chats/${room?.chat_id}`;
    expect((await platform.call("GET", path)).body.data).toMatchObject({
      name: "Release room",
      chat_mode: "group",
      user_count: "3",
    });
    const { data } = (await platform.call("GET", `${path}/members`)).body;
    expect(data).toMatchObject({ member_total: 3, has_more: false });
    expect(data["items"]).toMatchObject([
      { name: "Ada Lovelace" },
      { name: "Grace Hopper" },
      { name: "林徽因" },
    ]);
  });

  test.each(["im/v1/chats/oc_x", "im/v1/chats/oc_x/members"])("are unknown at %s", async (path) => {
    expect((await platform.call("GET", path)).body.code).toBe(232006);
  });
});

describe("the members of a chat", () => {
  test("come in pages, by the ids that are asked for", async () => {
    const [room] = platform.sandbox.view().chats;
    const path = `im/v1/chats/${room?.chat_id}/members?member_id_type=user_id&page_size=2`;
    const { data } = (await platform.call("GET", path)).body;
    expect(data).toMatchObject({
      items: [{ member_id: "ada" }, { member_id: "grace" }],
      has_more: true,
      member_total: 3,
    });
    const rest = await platform.call("GET", `${path}&page_token=${String(data["page_token"])}`);
    expect(rest.body.data).toMatchObject({ items: [{ member_id: "huiyin" }], has_more: false });
  });

  test.each([
    ["page_size=101", 232001],
    ["member_id_type=email", 40001],
  ])("are refused for %s", async (query, code) => {
    const [room] = platform.sandbox.view().chats;
    const { body } = await platform.call("GET", `im/v1/chats/${room?.chat_id}/members?${query}`);
    expect(body.code).toBe(code);
  });
});

describe("departments", () => {
  const [engineering, part] = [`od-${"e".repeat(32)}`, `od-${"f".repeat(32)}`];

  test.each([
    ["Ada", "open_department_id", [engineering]],
    ["Grace", "open_department_id", [part]],
    ["Grace", "department_id", ["platform"]],
    ["Alan", "department_id", ["0"]],
  ])("of %s, by %s, are those that they are in themselves", async (name, type, expected) => {
    const path = `contact/v3/users/${platform.person(name).open_id}?department_id_type=${type}`;
    expect((await platform.call("GET", path)).body.data["user"]).toMatchObject({ department_ids: expected });
  });

  test("tell what is above them", async () => {
    const { data } = (await platform.call("GET", `contact/v3/departments/parent?department_id=${part}`)).body;
    expect(data).toMatchObject({
      items: [{ open_department_id: engineering, department_id: "engineering" }],
    });
    const top = "contact/v3/departments/parent?department_id=engineering&department_id_type=department_id";
    expect((await platform.call("GET", top)).body.data).toMatchObject({ items: [], has_more: false });
  });

  test.each([
    ["departments/parent?department_id=od-x", 40004],
    ["departments/parent?department_id=od-x&department_id_type=name", 40001],
    ["group/member_belong?member_id=ou_x", 41012],
  ])("and groups are refused at %s", async (path, code) => {
    expect((await platform.call("GET", `contact/v3/${path}`)).body.code).toBe(code);
  });
});

test.each([
  ["ada", ["g-release"]],
  ["alan", []],
])("the user groups of %s are told", async (id, expected) => {
  const path = `contact/v3/group/member_belong?member_id=${id}&member_id_type=user_id`;
  expect((await platform.call("GET", path)).body.data).toMatchObject({
    group_list: expected,
    has_more: false,
  });
});

describe("an image", () => {
  const PNG = "\x89PNG\r\n\x1a\n";

  test.each([
    ["image/png", PNG],
    ["image/jpeg", "\xff\xd8\xff\xe0"],
    ["image/gif", "GIF89a"],
    ["image/webp", "RIFF\0\0\0\0WEBP"],
  ])("of type %s is kept as it is", async (type, head) => {
    const bytes = Buffer.from(`${head}\r\n--not the end`, "latin1");
    const key = String((await upload(bytes)).body.data["image_key"]);
    expect(key).toMatch(/^img_v3_[0-9a-f]{32}$/);
    const shown = await fetch(`${platform.sandbox.url}/sandbox/images/${key}`);
    expect(shown.headers.get("content-type")).toBe(type);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ["no bytes", Buffer.alloc(0), "message", 234010],
    ["what is no image", Buffer.from("<svg></svg>"), "message", 234011],
    ["an unknown purpose", Buffer.from(PNG, "latin1"), "poster", 234001],
    [
      "more than 10 MB",
      Buffer.concat([Buffer.from(PNG, "latin1"), Buffer.alloc(10 * 1024 * 1024)]),
      "message",
      234006,
    ],
  ])("is refused for %s", async (_, bytes, purpose, code) => {
    const { status, body } = await upload(bytes, purpose);
    expect([status, body.code]).toEqual([400, code]);
  });

  test("is refused where the body is no form", async () => {
    expect((await platform.call("POST", "im/v1/images", { image_type: "message" })).body.code).toBe(234001);
  });

  test("that nobody uploaded is not shown", async () => {
    expect((await fetch(`${platform.sandbox.url}/sandbox/images/img_x`)).status).toBe(404);
  });
});

function upload(bytes: Buffer<ArrayBuffer>, purpose = "message") {
  const form = new FormData();
  form.set("image_type", purpose);
  form.set("image", new Blob([bytes]), "image");
  return platform.call("POST", "im/v1/images", form);
}
