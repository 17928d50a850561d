import { describe, expect, test } from "bun:test";

import { assert, constantFrom, property, string } from "fast-check";

import { createScrubber, secretsIn } from "../src/scrub.ts";

const SECRET = "pl4nted-s3cret/+value";
const FORM = "g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234";

describe("a secret that nobody was told of", () => {
  const { scrub } = createScrubber();

  test.each([
    ["a tenant's access token", `t-${FORM}`],
    ["a user's", `u-${FORM}`],
    ["an app's", `a-${FORM}`],
    ["a click's token to update its card", `c-${FORM}`],
    ["an API token", `cst_${FORM}`],
    ["a webhook secret", `whsec_${FORM}=`],
  ])("is known by its form: %s", (_, secret) => {
    expect(scrub(`it was ${secret}, and refused`)).toBe("it was [secret], and refused");
  });

  test.each([
    [`Authorization: Bearer ${SECRET}`],
    [`Authorization: Token ${SECRET}`],
    [JSON.stringify({ message: `401 for {"authorization":"Basic ${SECRET}"}` })],
    [`GET https://ops:${SECRET.replace("/", "%2F")}@example.com/hook`],
    [`wss://example.com/ws?device_id=1&access_key=${SECRET}&ticket=${SECRET}&service_id=3`],
    [`LARK_APP_SECRET=${SECRET} countersign serve`],
    [`{"app_secret":"${SECRET}"}`],
    [JSON.stringify({ body: JSON.stringify({ data: JSON.stringify({ tenant_access_token: SECRET }) }) })],
    [JSON.stringify({ body: `{"encrypt_key":"${SECRET}`.slice(0, -2) })],
    [`Cookie: session=${SECRET}; theme=dark`],
  ])("is known by what stands before it: %s", (text) => {
    expect(scrub(text)).not.toMatch(/pl4nted|s3cret/);
    expect(scrub(text)).toContain("[secret]");
  });

  test.each([
    "token refused: it is none in force",
    '{"token_id":"tok_1","tokens":3,"secret_file":"/etc/x","request_id":"req_01a1fd25a36774aba8ec3bee00765d03"}',
    "the credential lark_app_secret: ENOENT: no such file",
    "at-least-once, t-shirts and a-frame-houses for ops@example.com, http://[::1]:80/x@y",
    "card om_x100b4a2c3d4e5f60718293a4b5c6d7e8 in oc_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ])("is not seen where there is none: %s", (text) => {
    expect(scrub(text)).toBe(text);
  });
});

describe("a secret that it was told of", () => {
  const DAMAGED = 'quote"back\\slash\nend';

  test.each([
    ["in a text", SECRET],
    ["in JSON", JSON.stringify({ err: { message: `no such ${DAMAGED}` } })],
    ["in JSON within JSON", JSON.stringify({ body: JSON.stringify({ told: DAMAGED }) })],
    ["in an address", `https://example.com/?q=${encodeURIComponent(SECRET)}`],
  ])("is replaced wherever it stands: %s", (_, text) => {
    const { scrub } = createScrubber([SECRET, DAMAGED]);
    expect(scrub(text)).not.toMatch(/pl4nted|slash/);
  });

  test("is replaced whole, where another begins it", () => {
    const { scrub } = createScrubber(["12345678", "12345678-and-more"]);
    expect(scrub("it is 12345678-and-more")).toBe("it is [secret]");
  });

  test("is known from then on, also beside those of before", () => {
    const scrubber = createScrubber(["the-old-one"]);
    scrubber.know(["the-new-one"]);
    expect(scrubber.scrub("the-old-one the-new-one")).toBe("[secret] [secret]");
  });

  test("is too short to be replaced: a word would be taken out of every line", () => {
    expect(createScrubber(["level"]).scrub('{"level":"info"}')).toBe('{"level":"info"}');
  });
});

test("a line stays JSON, and has nothing of the secret", () => {
  const secret = string({ minLength: 8, maxLength: 40 }).filter(
    (text) => /^[^\s].*\S$/s.test(text) && /[^[\]secrt\\"]{4}/.test(text),
  );
  const name = constantFrom("token", "app_secret", "password", "note", "url", "authorization");
  assert(
    property(secret, name, string(), (secret, name, around) => {
      const { scrub } = createScrubber([secret]);
      const inner = JSON.stringify({ [name]: secret, around });
      const line = JSON.stringify({
        level: "info",
        body: inner,
        list: [secret, { [name]: secret }],
        msg: `${around} ${secret}`,
      });
      expect(() => JSON.parse(scrub(line)) as unknown).not.toThrow();
      expect(scrub(line).includes(JSON.stringify(secret).slice(1, -1))).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test("a text made to keep it busy is gone through at once", () => {
  const { scrub } = createScrubber([SECRET]);
  const started = performance.now();
  for (const part of ["a-", "token\\\\", "://", 'secret":"', "bearer ", "cst_-", "authorization:", "t-\\"])
    scrub(part.repeat(65_536 / part.length));
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("secrets are found by their names, among settings and variables", () => {
  const named = {
    LARK_APP_SECRET: "one two",
    LARK_ENCRYPT_KEY: ["three", "four"],
    COUNTERSIGN_TLS_KEY: "/etc/key.pem",
    HANDLER_API_PASSWORD: "five",
    COUNTERSIGN_LISTEN: { port: 1 },
    COUNTERSIGN_TOKEN: undefined,
  };
  expect(secretsIn(named)).toEqual([
    "one two",
    "one",
    "two",
    "three",
    "three",
    "four",
    "four",
    "five",
    "five",
  ]);
});
