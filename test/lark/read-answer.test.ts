import { describe, expect, test } from "bun:test";

import { readAnswer } from "../../src/lark/read-answer.ts";

const NOW = new Date("2026-03-02T09:00:00Z");

function read(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
) {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const answer = readAnswer("message", { status, headers: new Headers(headers), body: bytes }, NOW);
  return answer.ok ? answer : answer.error;
}

describe("an answer", () => {
  test("is a success by its code alone", () => {
    expect(read({ code: 0, msg: "whatever", data: { a: 1 } }, { status: 400 })).toMatchObject({
      ok: true,
      body: { data: { a: 1 } },
    });
  });

  test.each<[string, unknown]>([
    ["empty", ""],
    ["HTML", "<html>502 Bad Gateway</html>"],
    ["cut off", '{"code":0,"data":{"message_i'],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"ok"'],
    ["without a code", { msg: "ok" }],
    ["with a code of another type", { code: "0" }],
    ["with a code that a prototype lends", '{"__proto__":{"code":0}}'],
    ["not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d)],
  ])("that is %s is a bad one, to be tried again", (_, body) => {
    expect(read(body, { status: 502 })).toMatchObject({
      code: "lark_bad_answer",
      kind: "retry",
      httpStatus: 502,
    });
  });

  test("keeps the id by which support finds the call", () => {
    expect(read({ code: 230011, msg: "" }, { headers: { "x-tt-logid": "202603" } })).toMatchObject({
      logId: "202603",
    });
  });

  test.each<[string, Record<string, string>, number | undefined]>([
    ["the platform's header", { "x-ogw-ratelimit-reset": "7" }, 7000],
    ["Retry-After in seconds", { "retry-after": "2" }, 2000],
    ["Retry-After as a date", { "retry-after": "Mon, 02 Mar 2026 09:00:30 GMT" }, 30_000],
    ["no more than five minutes", { "x-ogw-ratelimit-reset": "86400" }, 300_000],
    ["nothing it cannot read", { "retry-after": "soon" }, undefined],
    ["nothing in the past", { "retry-after": "-5" }, undefined],
  ])("says how long to wait by %s", (_, headers, afterMs) => {
    const fault = read({ code: 99991400, msg: "" }, { status: 429, headers });
    expect(fault).toMatchObject({ code: "lark_99991400", kind: "retry" });
    expect("afterMs" in fault ? fault.afterMs : "absent").toBe(afterMs);
  });
});

describe("a refusal", () => {
  test.each<[number, string]>([
    [99991400, "retry"],
    [230020, "retry"],
    [230049, "retry"],
    [11232, "retry"],
    [2200, "retry"],
    [99991663, "refresh"],
    [99991664, "refresh"],
    [99991665, "refresh"],
    [99991672, "config"],
    [230006, "config"],
    [230027, "config"],
    [230002, "final"],
    [230011, "final"],
    [230013, "final"],
    [230031, "final"],
    [230001, "final"],
    [123456, "unknown"],
  ])("with %d is %s", (code, kind) => {
    expect(refused(code)).toBe(`lark_${code} ${kind}`);
  });

  test("of the card tells which of its causes it is", () => {
    expect(because("ErrCode: 100290; ErrMsg: invalid user resource(at/person)")).toBe(
      "lark_230099_100290 final",
    );
    expect(because("ErrCode: 11310; ErrMsg: element exceeds the limit")).toBe("lark_230099_11310 final");
    expect(because("ErrCode: 11310; ErrMsg: card action is lock;")).toBe("lark_230099_11310 retry");
    expect(because("something new")).toBe("lark_230099 final");
  });

  test("that no table names passes if its status says so", () => {
    expect(refused(777, "", 500)).toBe("lark_777 retry");
    expect(refused(777, "", 429)).toBe("lark_777 retry");
  });

  test("means what its family says: 10014 is the app's credentials only where a token is asked for", () => {
    const body = Buffer.from(JSON.stringify({ code: 10014, msg: "" }));
    const answer = readAnswer("token", { status: 200, headers: new Headers(), body }, NOW);
    expect(answer).toMatchObject({ error: { code: "lark_10014", kind: "config" } });
    expect(refused(10014)).toBe("lark_10014 unknown");
  });
});

function refused(code: number, msg = "", status = 400): string {
  const fault = read({ code, msg }, { status });
  return "kind" in fault ? `${fault.code} ${fault.kind}` : "success";
}

function because(detail: string): string {
  return refused(230099, `Failed to create card content, ext=${detail}`);
}
