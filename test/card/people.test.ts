import { expect, test } from "bun:test";

import type { Person } from "../../src/approval/person.ts";
import { mention, nameOf } from "../../src/card/people.ts";

test.each<[string, Person, string]>([
  ["an open_id as a mention", { open_id: "ou_1", name: "Alice" }, "<at id=ou_1></at>"],
  ["a user_id as a mention", { user_id: "a1b2c3d4" }, "<at id=a1b2c3d4></at>"],
  [
    "a union_id as a person",
    { union_id: "on_1" },
    "<person id='on_1' show_name=true show_avatar=false style='normal'></person>",
  ],
  ["only a name as that name", { name: "CI <bot>" }, "CI &#60;bot&#62;"],
  ["an open_id of another form as the name", { open_id: "all", name: "Alice" }, "Alice"],
  [
    "an open_id that is markup as text",
    { open_id: "ou_1></at><at id=all" },
    "ou&#95;1&#62;&#60;&#47;at&#62;&#60;at id&#61;all",
  ],
  ["a user_id that means everybody as text", { user_id: "All" }, "All"],
  ["a blank name as a question mark", { name: " \n" }, "&#63;"],
])("draws %s", (_, person, expected) => {
  expect(mention(person)).toBe(expected);
});

test("names somebody without a name by an id", () => {
  expect(nameOf({ union_id: "on_1", name: "" })).toBe("on_1");
});

test("does not let a name fill the card", () => {
  expect(Buffer.byteLength(nameOf({ name: "值".repeat(1000) }))).toBeLessThanOrEqual(128);
});
