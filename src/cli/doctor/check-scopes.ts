import type { LarkClient } from "../../lark/lark-client.ts";
import { consolePage } from "../init/console-page.ts";
import { broken, type Finding, ok, skipped } from "./finding.ts";
import { fixOf } from "./fixes.ts";

interface Need {
  readonly what: string;
  /** Any one of these will do; the first is the narrowest. */
  readonly scopes: readonly [string, ...string[]];
}

/** Without these there is no card. Source: Lark, "Send message" and "Update message card". */
const NEEDED: readonly Need[] = [
  { what: "to send cards", scopes: ["im:message:send_as_bot", "im:message"] },
  {
    what: "to change cards",
    scopes: ["im:message:update", "im:message:send_as_bot", "im:message"],
  },
];

/** Each is for one thing that a request may ask for. Sources: Lark's pages of these calls. */
const WANTED: readonly Need[] = [
  { what: "urgent reminders", scopes: ["im:message.urgent"] },
  { what: "images of signatures", scopes: ["im:resource:upload", "im:resource"] },
  {
    what: "members of a chat as approvers",
    scopes: ["im:chat.members:read", "im:chat:readonly", "im:chat", "im:chat.group_info:readonly"],
  },
  { what: "/approvals said to the bot", scopes: ["im:message.p2p_msg:readonly", "im:message.p2p_msg"] },
];

/** Whether the app may do what the server needs, and what some requests would need. */
export async function checkScopes(
  client: Pick<LarkClient, "grantedScopes">,
  app: { readonly domain: string; readonly appId: string },
): Promise<readonly Finding[]> {
  const granted = await client.grantedScopes();
  if (!granted.ok) {
    const { code, message } = granted.error;
    return [broken("scopes", `${code}: ${message}`, fixOf(code))];
  }
  const isMissing = ({ scopes }: Need): boolean => !scopes.some((scope) => granted.scopes.has(scope));
  const missing = NEEDED.filter(isMissing);
  const unneeded = WANTED.filter(isMissing).map(({ what, scopes: [scope] }) => `${what} (${scope})`);
  return [
    ...(missing.length === 0
      ? [ok("scopes", "the app may send cards and change them")]
      : missing.map(({ what, scopes: [scope] }) =>
          broken(
            "scopes",
            `${scope} is not granted, and it is needed ${what}`,
            `${grantPage(app, scope)}: add it, and release a version`,
          ),
        )),
    ...(unneeded.length === 0
      ? []
      : [skipped("scopes", `not granted, and not needed but for ${unneeded.join(", ")}`)]),
  ];
}

/** The page that has the scope ticked already, as Lark's own faults name it. */
function grantPage(
  { domain, appId }: { readonly domain: string; readonly appId: string },
  scope: string,
): string {
  const query = new URLSearchParams({ q: scope, op_from: "openapi", token_type: "tenant" });
  return `${consolePage(domain, appId, "auth")}?${query.toString()}`;
}
