import { expect, test } from "bun:test";

import { parseRecipient } from "../../src/cli/request/parse-person.ts";
import { run } from "../../src/cli/run.ts";
import { fakeIo } from "./fake-io.ts";

test.each(["init", "doctor", "request create", "card send", "signatures create"])(
  "%s says of --to all that it takes, and in the same words as the others",
  async (command) => {
    const io = fakeIo();
    expect<number>(await run([...command.split(" "), "--help"], io)).toBe(0);
    const help = io.out().replaceAll(/\s+/g, " ");
    expect(help).toMatch(/--to <id> .{0,80}oc_… \(chat\), ou_…, on_…, user:ID or an e-mail address/);
  },
);

test.each([
  ["oc_1", { chat_id: "oc_1" }],
  ["ou_1", { open_id: "ou_1" }],
  ["on_1", { union_id: "on_1" }],
  ["user:u-1", { user_id: "u-1" }],
  ["ann@example.com", { email: "ann@example.com" }],
])("%s is one of these", (text, recipient) => {
  expect(parseRecipient(text)).toEqual(recipient);
});
