/** What a new app is to have beside what the platform gives to each: shown to whoever scans, who may say no. */
export interface Addons {
  readonly scopes: { readonly tenant: readonly string[] };
  readonly events: { readonly items: { readonly tenant: readonly string[] } };
  readonly callbacks: { readonly items: readonly string[] };
}

/** Cards are sent and changed, clicks come back, and `/approvals` can be written to the bot. */
export const NEEDED: Addons = {
  scopes: { tenant: ["im:message:send_as_bot", "im:message:update", "im:message.p2p_msg:readonly"] },
  events: { items: { tenant: ["im.message.receive_v1"] } },
  callbacks: { items: ["card.action.trigger"] },
};

/**
 * The addons as the page behind the code reads them from its address: JSON, gzip, base64url without padding. It silently
 * drops all of them when a member is of another name or kind. Source: the official Node SDK 1.74.0, `encodeAddons`.
 */
export function encodeAddons(addons: Addons): string {
  return Buffer.from(Bun.gzipSync(Buffer.from(JSON.stringify(addons)), { level: 9 })).toString("base64url");
}
