import { describe, expect, test } from "bun:test";

import { fileWith, mistakesIn, NEEDED } from "./sources.ts";

const NOTHING = Object.fromEntries(Object.keys(NEEDED).map((name) => [name, undefined]));

describe("a setting is refused", () => {
  test.each<[string, string, string]>([
    ["COUNTERSIGN_ALLOW_UNSIGNED", "TRUE", "must be true or false"],
    ["COUNTERSIGN_CALLBACK_TOLERANCE", "0", "must be a number from 1 to 3600"],
    ["COUNTERSIGN_CALLBACK_TOLERANCE", "3601", "must be a number from 1 to 3600"],
    ["COUNTERSIGN_CALLBACK_TOLERANCE", "5 min", "must be a number from 1 to 3600"],
    ["COUNTERSIGN_CALLBACK_TOLERANCE", " ", "must be a number from 1 to 3600"],
    ["LARK_RATE", "-1", "must be a number from 0 to 10000"],
    ["LARK_RATE", "Infinity", "must be a number from 0 to 10000"],
    ["LARK_RATE", "NaN", "must be a number from 0 to 10000"],
    ["LARK_DOMAIN", "larksuite.com", "must be lark, feishu or a URL that starts with http:// or https://"],
    ["LARK_DOMAIN", "ftp://lark", "must be lark, feishu or a URL that starts with http:// or https://"],
    [
      "LARK_DOMAIN",
      "file:///etc/passwd",
      "must be lark, feishu or a URL that starts with http:// or https://",
    ],
    ["COUNTERSIGN_LISTEN", "8080", "must be host:port, such as 127.0.0.1:8080"],
    ["COUNTERSIGN_LISTEN", "127.0.0.1:65536", "must be host:port, such as 127.0.0.1:8080"],
    ["COUNTERSIGN_LISTEN", "::1:8080", "must be host:port, such as 127.0.0.1:8080"],
    ["COUNTERSIGN_METRICS_LISTEN", "off", "must be host:port, such as 127.0.0.1:8080"],
    ["COUNTERSIGN_SOCKET", "countersign.sock", "must be a path that starts with /"],
    [
      "COUNTERSIGN_TRUSTED_PROXIES",
      "10.0.0.0/8, 192.0.2.7",
      "must be networks such as 10.1.0.0/16, separated by commas; 192.0.2.7 is none",
    ],
    ["COUNTERSIGN_KEEP_DAYS", "-1", "must be a number from 0 to 36500"],
    ["COUNTERSIGN_TRANSPORT", "carrier pigeon", "must be http or socket or both"],
    ["COUNTERSIGN_TOKEN", "short", "must be at least 16 visible ASCII characters"],
    ["COUNTERSIGN_TOKEN", "sixteen letters and a space", "must be at least 16 visible ASCII characters"],
    ["COUNTERSIGN_PUBLIC_URL", "approvals.example", "must be a URL that starts with http:// or https://"],
    ["COUNTERSIGN_LOG_LEVEL", "verbose", "must be debug or info or warn or error"],
    ["COUNTERSIGN_LOG_FORMAT", "xml", "must be text or json"],
  ])("%s=%p, and told how it should be", (name, text, mend) => {
    expect(mistakesIn({ env: { [name]: text } })).toEqual([`${name} ${mend}`]);
    expect(mistakesIn({ flags: { [name]: text } })).toEqual([`${name} ${mend}`]);
  });

  test("that is missing, and told where to find it", () => {
    expect(mistakesIn({ env: NOTHING })).toEqual([
      "LARK_APP_ID is missing: the app's id, from Credentials & Basic Info in the developer console",
      "LARK_APP_SECRET is missing: the app's secret, from the same page",
      "LARK_VERIFICATION_TOKEN is missing: from Events & Callbacks, Encryption Strategy",
      "LARK_ENCRYPT_KEY is missing: from Events & Callbacks, Encryption Strategy; without it anybody could forge a click",
    ]);
  });

  test("that has a certificate without its key, or a key alone, and told the other", () => {
    const half = "is of no use without it; each is the path of a PEM file";
    expect(mistakesIn({ env: { COUNTERSIGN_TLS_CERT: "/a.pem" } })).toEqual([
      `COUNTERSIGN_TLS_KEY is missing: COUNTERSIGN_TLS_CERT ${half}`,
    ]);
    expect(mistakesIn({ env: { COUNTERSIGN_TLS_KEY: "/a.key" } })).toEqual([
      `COUNTERSIGN_TLS_CERT is missing: COUNTERSIGN_TLS_KEY ${half}`,
    ]);
    expect(mistakesIn({ env: { COUNTERSIGN_TLS_CERT: "/a.pem", COUNTERSIGN_TLS_KEY: "/a.key" } })).toEqual(
      [],
    );
  });

  test.each(Object.keys(NEEDED))("that is needed and empty, wherever it stands: %s", (name) => {
    expect(mistakesIn({ env: { [name]: "" } })).toEqual([expect.stringContaining(`${name} is missing`)]);
    const empty = [`${name} must not be empty`];
    expect(mistakesIn({ env: { [name]: undefined }, toml: `${name} = ""` })).toEqual(empty);
    expect(mistakesIn({ flags: { [name]: "" } })).toEqual(empty);
  });

  test("not for the secrets of callbacks that come over the long connection alone", () => {
    const env = { LARK_ENCRYPT_KEY: undefined, LARK_VERIFICATION_TOKEN: undefined };
    expect(mistakesIn({ env: { ...env, COUNTERSIGN_TRANSPORT: "socket" } })).toEqual([]);
    expect(mistakesIn({ env: { ...env, COUNTERSIGN_TRANSPORT: "both" } })).toEqual([
      expect.stringContaining("LARK_VERIFICATION_TOKEN is missing"),
      expect.stringContaining("LARK_ENCRYPT_KEY is missing"),
    ]);
  });

  test("not for the key that nobody needs without signatures", () => {
    expect(mistakesIn({ env: { LARK_ENCRYPT_KEY: undefined, COUNTERSIGN_ALLOW_UNSIGNED: "true" } })).toEqual(
      [],
    );
    expect(
      mistakesIn({ env: { LARK_VERIFICATION_TOKEN: undefined, COUNTERSIGN_ALLOW_UNSIGNED: "true" } }),
    ).toEqual([expect.stringContaining("LARK_VERIFICATION_TOKEN is missing")]);
  });
});

describe("a secret's file is refused", () => {
  test("beside the secret itself", () => {
    const env = { LARK_APP_SECRET: "a", LARK_APP_SECRET_FILE: fileWith("b") };
    expect(mistakesIn({ env })).toEqual(["LARK_APP_SECRET and LARK_APP_SECRET_FILE are both set: keep one"]);
  });

  test("that is not there, once and by its name", () => {
    const env = { LARK_APP_SECRET: undefined, LARK_APP_SECRET_FILE: "/nowhere/secret" };
    expect(mistakesIn({ env })[0]).toMatch(/^LARK_APP_SECRET_FILE: .*\/nowhere\/secret/);
  });

  test("that is empty", () => {
    const env = { LARK_ENCRYPT_KEY: undefined, LARK_ENCRYPT_KEY_FILE: fileWith("\n") };
    expect(mistakesIn({ env })).toEqual(["LARK_ENCRYPT_KEY must not be empty"]);
  });
});

describe("the settings file is refused", () => {
  test.each<[string, string, RegExp]>([
    [
      "with an unknown key, naming the nearest",
      "COUNTERSIGN_LISTN = 1",
      /COUNTERSIGN_LISTN is unknown; did you mean COUNTERSIGN_LISTEN\?$/,
    ],
    [
      "with a key in small letters, naming the right one",
      "lark_rate = 1",
      /lark_rate is unknown; did you mean LARK_RATE\?$/,
    ],
    ["with a table", "[LARK_RATE]\na = 1", /LARK_RATE must be a text, a number, true or false$/],
    ["with a list", "LARK_RATE = [1]", /LARK_RATE must be a text, a number, true or false$/],
    ["with __proto__", '[__proto__]\nLARK_RATE = "1"', /__proto__ is unknown/],
    ["that is not TOML", "LARK_RATE = = 1", /countersign\.toml: ./],
  ])("%s", (_, toml, mistake) => {
    expect(mistakesIn({ toml })).toEqual([expect.stringMatching(mistake)]);
  });
});

describe("mistakes", () => {
  test("are told all at once, from every source", () => {
    const mistakes = mistakesIn({
      flags: { COUNTERSIGN_LISTEN: "nowhere" },
      env: { LARK_APP_ID: undefined, LARK_RATE: "fast", LARK_ENCRYPT_KEY_FILE: "/nowhere" },
      toml: 'LARK_RAT = 1\nCOUNTERSIGN_LOG_LEVEL = "loud"',
    });
    for (const name of [
      "COUNTERSIGN_LISTEN",
      "LARK_APP_ID",
      "LARK_RATE",
      "LARK_ENCRYPT_KEY",
      "LARK_RAT ",
      "LOG_LEVEL",
    ]) {
      expect(mistakes.filter((mistake) => mistake.includes(name)).length).toBeGreaterThan(0);
    }
  });

  test("never hold what was given, which may be a secret in the wrong place", () => {
    const planted = "pl4nted-s3cret value";
    const given = [
      ...["COUNTERSIGN_TOKEN", "LARK_DOMAIN", "COUNTERSIGN_LISTEN", "LARK_RATE", "COUNTERSIGN_LOG_LEVEL"].map(
        (name) => ({ env: { [name]: planted } }),
      ),
      ...[
        `"${planted}`,
        planted,
        `["${planted}"]`,
        `'${planted}`,
        `"" ${planted}`,
        `"\\q${planted}"`,
        `1${planted}`,
      ].map((value) => ({ toml: `LARK_APP_SECRET = ${value}` })),
      { toml: `LARK_APP_SECRE = "${planted}"` },
      { env: { LARK_APP_SECRET: planted, LARK_APP_SECRET_FILE: fileWith(planted) } },
    ];
    for (const each of given) {
      const mistakes = mistakesIn(each);
      expect(mistakes).not.toEqual([]);
      expect(mistakes.join("\n")).not.toContain("pl4nted");
    }
  });
});
