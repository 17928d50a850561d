import { explainCode } from "./explain-code.ts";

/** What to do about a fault of the Open API or of the long connection, by its code, in one line. */
export function fixOf(code: string): string {
  return FIXES[code] ?? explainCode(code)?.fix ?? "see the code in Lark's list of errors";
}

/** Whether nothing of the platform's was answered: then nothing is known of what it was asked about. */
export function isAway(code: string): boolean {
  return AWAY.has(code);
}

const AWAY: ReadonlySet<string> = new Set([
  "lark_unreachable",
  "lark_timeout",
  "lark_bad_answer",
  "socket_unreachable",
  "socket_bad_answer",
]);

const FIXES: Readonly<Partial<Record<string, string>>> = {
  lark_unreachable: "check the network, DNS and the proxy of this machine",
  lark_timeout: "check the network; Lark may be slow now",
  lark_bad_answer: "something else answers: is LARK_DOMAIN right, and is there a proxy between?",
  socket_unreachable: "check the network, DNS and the proxy of this machine",
  socket_bad_answer: "something else answers: is LARK_DOMAIN right, and is there a proxy between?",
  lark_230006: "developer console, Add features: turn the bot on, and release a version",
  lark_232025: "developer console, Add features: turn the bot on, and release a version",
  lark_232011: "add the bot to the group",
  lark_230002: "add the bot to the group",
  lark_230013:
    "developer console, Versions: put this person into the app's availability, and release a version",
  lark_230034:
    "see whether it is an id of its kind, and of this app: another app has others for the same people",
  lark_99991672:
    "developer console, Permissions: add the scope that the message names, and release a version",
  lark_99991673: "the app is disabled, or not installed: release a version, and have it approved",
  lark_99991401: "developer console, Security Settings: add this machine to the IP allow-list",
};
