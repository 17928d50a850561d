import type { Chance } from "../chance.ts";
import { mutate } from "../mutate.ts";

/** What somebody may put on a connection who does not mean to speak HTTP, or all too cleverly. */
export function wireBytes(chance: Chance, host: string): Buffer {
  const made = chance.pick(SHAPES)(chance, host);
  return chance.below(3) === 0 ? mutate(made, chance) : made;
}

type Shape = (chance: Chance, host: string) => Buffer;

const PATHS = [
  "/v1/approvals",
  "/lark/callback",
  "/livez",
  "/openapi.json",
  "/v1/signatures",
  "/nothing",
] as const;

const SHAPES: readonly [Shape, ...Shape[]] = [
  (chance, host) => request(chance, [`Host: ${host}`], "{}"),
  // Two that do not agree on where the body ends.
  (chance, host) =>
    request(chance, [`Host: ${host}`, "Content-Length: 4", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
  (chance, host) => request(chance, [`Host: ${host}`, "Content-Length: 4", "Content-Length: 5"], "abcde"),
  (chance, host) =>
    request(
      chance,
      [
        `Host: ${host}`,
        `Content-Length: ${chance.pick(["+3", "-1", "0x3", "3 ", "1e1", "", "9".repeat(30)])}`,
      ],
      "abc",
    ),
  (chance, host) =>
    request(
      chance,
      [
        `Host: ${host}`,
        `Transfer-Encoding:${chance.pick([" xchunked", " chunked, identity", "\tchunked", " CHUNKED", ""])}`,
      ],
      "3\r\nabc\r\n0\r\n\r\n",
    ),
  (chance, host) =>
    request(
      chance,
      [`Host: ${host}`, "Transfer-Encoding: chunked"],
      chance.pick([
        "zz\r\nabc",
        "fffffffffffffffff\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3;x=y\r\nabc\r\n0\r\n\r\n",
        "-1\r\n",
      ]),
    ),
  (chance) => request(chance, ["Host: x"], ""),
  (chance, host) => request(chance, [`Host: ${host}`, "Host: elsewhere"], ""),
  (chance) => request(chance, [], ""),
  (chance, host) => Buffer.from(`GET http://${host}${chance.pick(PATHS)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
  (chance, host) =>
    Buffer.from(
      `GET ${chance.pick(PATHS)} HTTP/${chance.pick(["1.0", "0.9", "2.0", "9.9", "x"])}\r\nHost: ${host}\r\n\r\n`,
    ),
  (chance, host) =>
    request(
      chance,
      [`Host: ${host}`, ...Array.from({ length: 150 + chance.below(150) }, (_, at) => `X-${at}: ${at}`)],
      "",
    ),
  (chance, host) =>
    request(chance, [`Host: ${host}`, `X-Long: ${"x".repeat(8_000 + chance.below(20_000))}`], ""),
  (chance, host) =>
    request(chance, [`Host: ${host}`, `X-Odd: ${chance.pick(["\0", "\x01", "a\rb", "é", "\x7f"])}`], ""),
  (chance, host) =>
    Buffer.concat(
      Array.from({ length: 2 + chance.below(6) }, () => request(chance, [`Host: ${host}`], "{}")),
    ),
  (chance) => Buffer.from(Array.from({ length: chance.below(400) }, () => chance.below(256))),
  () => Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  (chance, host) => request(chance, [`Host: ${host}`, "Upgrade: websocket", "Connection: Upgrade"], ""),
  (chance, host) =>
    request(chance, [`Host: ${host}`, "Expect: 100-continue", "Content-Length: 300000"], "x".repeat(1_000)),
];

/** Its length is told where no other header tells it, and now and then wrongly. */
function request(chance: Chance, headers: readonly string[], body: string): Buffer {
  const method = chance.pick(["GET", "POST", "PUT", "BREW"]);
  const told = headers.some((header) => /^(content-length|transfer-encoding)/i.test(header));
  const length = body.length + (chance.below(8) === 0 ? chance.below(5) - 2 : 0);
  const lines = [
    `${method} ${chance.pick(PATHS)} HTTP/1.1`,
    ...headers,
    ...(told ? [] : [`Content-Length: ${length}`]),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
}
