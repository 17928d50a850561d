import { describe, expect, test } from "bun:test";

import { configFrom, fileWith, NEEDED, warningsFrom } from "./sources.ts";

describe("a setting", () => {
  test("counts from the flag, then the environment, then the file, then its default", () => {
    const toml = 'LARK_RATE = 3\nCOUNTERSIGN_LOG_LEVEL = "error"\nLARK_DOMAIN = "feishu"';
    const env = { LARK_RATE: "2", COUNTERSIGN_LOG_LEVEL: "warn" };
    const { LARK_RATE, COUNTERSIGN_LOG_LEVEL, LARK_DOMAIN, COUNTERSIGN_TRANSPORT } = configFrom({
      flags: { LARK_RATE: "1" },
      env,
      toml,
    });
    expect([LARK_RATE, COUNTERSIGN_LOG_LEVEL, LARK_DOMAIN, COUNTERSIGN_TRANSPORT]).toEqual([
      1,
      "warn",
      "https://open.feishu.cn",
      "http",
    ]);
  });

  test("that nobody gave is what the contract says", () => {
    expect(configFrom({ env: { HOME: "/home/ann" } })).toEqual({
      ...NEEDED,
      LARK_LEGACY_CARD: false,
      COUNTERSIGN_ALLOW_UNSIGNED: false,
      COUNTERSIGN_CALLBACK_TOLERANCE: 300,
      LARK_RATE: 40,
      LARK_DOMAIN: "https://open.larksuite.com",
      COUNTERSIGN_LISTEN: { hostname: "0.0.0.0", port: 8080 },
      COUNTERSIGN_DATA_DIR: "/home/ann/.local/state/countersign",
      COUNTERSIGN_KEEP_DAYS: 0,
      COUNTERSIGN_TRANSPORT: "http",
      COUNTERSIGN_METRICS_LISTEN: { hostname: "127.0.0.1", port: 9464 },
      COUNTERSIGN_LOG_LEVEL: "info",
    });
  });

  test.each([
    [
      "what systemd made",
      { RUNTIME_DIRECTORY: "/run/c:/run/d", XDG_RUNTIME_DIR: "/u" },
      "/run/c/countersign.sock",
    ],
    ["the user's own", { XDG_RUNTIME_DIR: "/u" }, "/u/countersign/countersign.sock"],
    ["no directory that is relative", { RUNTIME_DIRECTORY: "run", XDG_RUNTIME_DIR: "u" }, undefined],
    ["none, where empty says so", { XDG_RUNTIME_DIR: "/u", COUNTERSIGN_SOCKET: "" }, undefined],
    ["nowhere else", {}, undefined],
  ])("the socket's directory is %s", (_, env, path) => {
    expect(configFrom({ env }).COUNTERSIGN_SOCKET).toBe(path);
  });

  test.each<[string, string, unknown]>([
    ["COUNTERSIGN_LISTEN", "127.0.0.1:80", { hostname: "127.0.0.1", port: 80 }],
    ["COUNTERSIGN_LISTEN", "[::1]:8080", { hostname: "::1", port: 8080 }],
    ["COUNTERSIGN_LISTEN", ":8080", { hostname: "0.0.0.0", port: 8080 }],
    ["COUNTERSIGN_LISTEN", "localhost:0", { hostname: "localhost", port: 0 }],
    ["COUNTERSIGN_METRICS_LISTEN", "", undefined],
    ["COUNTERSIGN_SOCKET", "/run/x.sock", "/run/x.sock"],
    ["COUNTERSIGN_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
    ["COUNTERSIGN_CALLBACK_TOLERANCE", "3600", 3600],
    ["LARK_RATE", "0", 0],
    ["LARK_DOMAIN", "http://127.0.0.1:3000/", "http://127.0.0.1:3000"],
    ["COUNTERSIGN_PUBLIC_URL", "https://approvals.example/", "https://approvals.example"],
    ["COUNTERSIGN_ALLOW_UNSIGNED", "yes", true],
    ["COUNTERSIGN_ALLOW_UNSIGNED", "off", false],
    ["COUNTERSIGN_TOKEN", "0123456789abcdef", "0123456789abcdef"],
    ["COUNTERSIGN_LOG_FORMAT", "json", "json"],
  ])("%s=%p is understood", (name, text, expected) => {
    const config: Readonly<Record<string, unknown>> = { ...configFrom({ env: { [name]: text } }) };
    expect(config[name]).toEqual(expected);
  });

  test("left empty in the environment is as good as left out, as compose files leave them", () => {
    const env = { LARK_RATE: "", LARK_DOMAIN: "", COUNTERSIGN_LISTEN: "", COUNTERSIGN_TOKEN: "" };
    expect(configFrom({ env: { ...env, HOME: "/h" } })).toEqual(configFrom({ env: { HOME: "/h" } }));
  });

  test("in the file may be a text, a number, or true and false", () => {
    const toml = 'LARK_RATE = 7\nCOUNTERSIGN_ALLOW_UNSIGNED = true\nCOUNTERSIGN_LISTEN = "127.0.0.1:1"';
    expect(configFrom({ toml })).toMatchObject({
      LARK_RATE: 7,
      COUNTERSIGN_ALLOW_UNSIGNED: true,
      COUNTERSIGN_LISTEN: { hostname: "127.0.0.1", port: 1 },
    });
  });
});

describe("a secret", () => {
  test("may be in a file of its own, whose last line break is not part of it", () => {
    const env = {
      LARK_APP_SECRET: undefined,
      LARK_APP_SECRET_FILE: fileWith("from-a-file\n"),
      LARK_ENCRYPT_KEY: "",
      LARK_ENCRYPT_KEY_FILE: fileWith("key\r\n"),
    };
    expect(configFrom({ env })).toMatchObject({ LARK_APP_SECRET: "from-a-file", LARK_ENCRYPT_KEY: "key" });
  });

  test("in a file of its own counts before the settings file", () => {
    const env = { LARK_APP_SECRET: undefined, LARK_APP_SECRET_FILE: fileWith("own") };
    expect(configFrom({ env, toml: 'LARK_APP_SECRET = "shared"' }).LARK_APP_SECRET).toBe("own");
  });
});

describe("the data directory", () => {
  test.each<[string, number, Record<string, string>, string]>([
    ["root", 0, { XDG_STATE_HOME: "/x", HOME: "/root" }, "/var/lib/countersign"],
    ["a user", 1000, { HOME: "/home/ann" }, "/home/ann/.local/state/countersign"],
    ["a user who says where", 1000, { XDG_STATE_HOME: "/x", HOME: "/home/ann" }, "/x/countersign"],
    [
      "a user who says nothing in so many words",
      1000,
      { XDG_STATE_HOME: "", HOME: "/home/ann" },
      "/home/ann/.local/state/countersign",
    ],
    [
      "a user who says it relative to anywhere",
      1000,
      { XDG_STATE_HOME: "state", HOME: "/home/ann" },
      "/home/ann/.local/state/countersign",
    ],
  ])("of %s is never in the working directory", (_, uid, env, expected) => {
    expect(configFrom({ uid, env }).COUNTERSIGN_DATA_DIR).toBe(expected);
  });
});

describe("a warning, and no more, is", () => {
  test("an unknown variable of ours, with the nearest name", () => {
    expect(
      warningsFrom({ env: { COUNTERSIGN_LISTN: "x", COUNTERSIGN_URL: "x", LARK_OTHER: "x", PATH: "x" } }),
    ).toEqual(["COUNTERSIGN_LISTN is unknown and has no effect; did you mean COUNTERSIGN_LISTEN?"]);
  });

  test("a file for what is no secret: it would not be read", () => {
    expect(warningsFrom({ env: { COUNTERSIGN_LISTEN_FILE: "/x", COUNTERSIGN_TOKEN_FILE: "" } })).toEqual([
      "COUNTERSIGN_LISTEN_FILE is unknown and has no effect; did you mean COUNTERSIGN_LISTEN?",
    ]);
  });

  test("running without signatures", () => {
    const env = { LARK_ENCRYPT_KEY: "", COUNTERSIGN_ALLOW_UNSIGNED: "true" };
    expect(warningsFrom({ env })).toEqual([expect.stringContaining("callbacks are not signed")]);
    expect(warningsFrom({ env: { COUNTERSIGN_ALLOW_UNSIGNED: "true" } })).toEqual([]);
  });
});
