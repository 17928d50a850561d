import { API_CODES } from "./explain-api-code.ts";

const EVENTS = "developer console, Events & Callbacks, Callback Configuration";
const LATE =
  "answer first and work later: see countersign_callback_duration_seconds, and the log for what was slow";

/** What a code that Lark's client shows after a click means, and what to press. Source: Lark, "Card callback communication". */
const CODES: ReadonlyMap<string, readonly [string, string]> = new Map([
  [
    "200340",
    [
      "Lark has nobody to call: no callback address, or the card callback is not subscribed, or no version is released",
      `${EVENTS}: choose the persistent connection or the request URL, add "Card action trigger", and release a version`,
    ],
  ],
  ["200345", ["the callback address is not valid", `${EVENTS}: save the address anew`]],
  [
    "200346",
    ["the callback is not subscribed", `${EVENTS}: add "Card action trigger", and release a version`],
  ],
  [
    "200347",
    ["the version with the callback is not released", "App release: create a version, and have it approved"],
  ],
  ["200341", ["no answer came within 3 seconds", LATE]],
  [
    "200342",
    ["Lark could not connect to the callback address", "check the firewall, or COUNTERSIGN_TRANSPORT=socket"],
  ],
  ["200343", ["the name of the callback address does not resolve", "check its DNS, from outside"]],
  ["200080", ["Lark could not call the address", "check TLS and the proxy in front: curl -v from outside"]],
  [
    "200530",
    [
      "an element in a form has no name",
      "give every input and button of the form a name: countersign card lint",
    ],
  ],
  [
    "200671",
    [
      "the answer's status was not 200",
      "the log says why the callback was refused: most often the encrypt key",
    ],
  ],
  [
    "200672",
    [
      "the answer has a form that Lark does not take",
      "a proxy in front may answer in our place: call /livez through it",
    ],
  ],
  ["200673", ["the card in the answer is not valid", "countersign card lint says what is wrong with it"]],
  [
    "200830",
    ["a card of JSON 2.0 was answered with one of 1.0", "keep the schema that the card was sent with"],
  ],
  [
    "230031",
    ["the message is older than 14 days, and cannot be changed", "nothing: a short message takes its place"],
  ],
  [
    "108002",
    ["an answer over the long connection was empty", "two clients may share the app: end the other one"],
  ],
  ["300000", ["an internal error of Lark", "try again"]],
]);

/** Undefined for a code that is not known here. Codes as the log has them, `lark_230013`, are taken too. */
export function explainCode(text: string): { readonly meaning: string; readonly fix: string } | undefined {
  const code = text.replace(/^(?:lark|socket)_/, "");
  const [meaning, fix] = CODES.get(code) ?? API_CODES[code] ?? [];
  return meaning === undefined || fix === undefined ? undefined : { meaning, fix };
}
