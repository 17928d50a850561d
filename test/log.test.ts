import { describe, expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { createLog, type Log, type LogLevel } from "../src/log.ts";
import { tempDir } from "./support/temp-dir.ts";

/** What stands in the log after `write`. */
function logged(
  write: (log: Log) => void,
  level: LogLevel = "info",
  format: "json" | "text" = "json",
): string {
  const path = join(tempDir(), "log");
  const fd = openSync(path, "w");
  write(createLog({ level, format, fd }));
  const text = readFileSync(path, "utf8");
  closeSync(fd);
  return text;
}

function oneOfEach(log: Log): void {
  log.debug("d");
  log.info("i");
  log.warn("w");
  log.error("e");
}

function parsed(text: string): readonly Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("a line of the log", () => {
  test("is there when the call returns, as JSON with its level, its time and what it is about", () => {
    const [line] = parsed(logged((log) => log.warn({ approval_id: "apr_1" }, "will be tried again")));
    expect(line).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      approval_id: "apr_1",
      msg: "will be tried again",
    });
  });

  test("is there from its level on, and never when it is silent", () => {
    expect(parsed(logged(oneOfEach, "warn")).map(({ msg }) => msg)).toEqual(["w", "e"]);
    expect(parsed(logged(oneOfEach, "debug")).map(({ msg }) => msg)).toEqual(["d", "i", "w", "e"]);
    expect(logged(oneOfEach, "silent")).toBe("");
  });

  test("tells of a fault with its stack and its cause", () => {
    const fault = new Error("outer", { cause: new Error("inner") });
    const [line] = parsed(logged((log) => log.error({ err: fault }, "failed")));
    expect(JSON.stringify(line)).toContain("log.test.ts");
    expect(JSON.stringify(line)).toContain("inner");
  });

  test.each(["json", "text"] as const)("is one line as %s, whatever the world sends", (format) => {
    const event_type = 'im.message\n{"level":"error","msg":"forged"}\r\n\u2028';
    const text = logged((log) => log.info({ event_type }, "no handler for this event"), "info", format);
    expect(text.trimEnd().split(/[\n\r]/)).toHaveLength(1);
    expect(text).toContain("no handler for this event");
  });
});

describe("a secret", () => {
  const PLANTED = "pl4nted-s3cret";
  const fault = Object.assign(
    new Error("refused", { cause: Object.assign(new Error("inner"), { token: PLANTED }) }),
    {
      token: PLANTED,
      request: { headers: { Authorization: `Bearer ${PLANTED}` } },
    },
  );

  test.each<[string, Record<string, unknown>]>([
    ["at the top", { token: PLANTED, secret: PLANTED, authorization: PLANTED, password: PLANTED }],
    ["of Lark", { app_secret: PLANTED, encrypt_key: PLANTED, verification_token: PLANTED }],
    ["of Lark, in our own spelling", { appSecret: PLANTED, encryptKey: PLANTED, verificationToken: PLANTED }],
    ["of the settings", { LARK_APP_SECRET: PLANTED, LARK_ENCRYPT_KEY: PLANTED, COUNTERSIGN_TOKEN: PLANTED }],
    ["of the platform's answers", { data: { tenant_access_token: PLANTED, app_access_token: PLANTED } }],
    ["in headers", { request: { headers: { Authorization: PLANTED, cookie: PLANTED } } }],
    ["deep inside", { a: { b: { c: [{ d: { token: PLANTED } }] } } }],
    ["deeper than anybody looks", { a: { b: { c: { d: { e: { f: { g: { h: { token: PLANTED } } } } } } } } }],
    ["on a fault and its cause", { err: fault }],
    ["on a fault under another name", { fault }],
  ])("%s never stands in it", (_, about) => {
    for (const format of ["json", "text"] as const) {
      const text = logged((log) => log.error(about, "refused"), "info", format);
      expect(text).toContain("refused");
      expect(text).not.toContain(PLANTED);
    }
  });

  test("is hidden without hiding what is none", () => {
    const about = { token_id: "tok_1", tokens: 3, key: "crd_1", event: { token: PLANTED, id: "ev_1" } };
    expect(parsed(logged((log) => log.info(about, "told")))).toMatchObject([
      { token_id: "tok_1", tokens: 3, key: "crd_1", event: { token: "[secret]", id: "ev_1" } },
    ]);
  });

  test("is hidden in a circle too", () => {
    const circle: Record<string, unknown> = { token: PLANTED };
    circle["self"] = circle;
    expect(logged((log) => log.info({ circle }, "round"))).not.toContain(PLANTED);
  });
});
