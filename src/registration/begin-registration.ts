import { type JsonObject, own, ownString } from "../protocol/json-object.ts";
import type { Accounts } from "./accounts.ts";
import { type Addons, encodeAddons } from "./addons.ts";
import { type Fetch, postForm } from "./post-form.ts";
import { RegistrationError } from "./registration-error.ts";

/** A code that waits for somebody to scan it. */
export interface Registration {
  /** What the credentials are asked for with: a secret. */
  readonly deviceCode: string;
  /** What to scan, or to open. */
  readonly url: string;
  readonly intervalSeconds: number;
  readonly expiresInSeconds: number;
}

export interface BeginOptions {
  readonly accounts: Accounts;
  readonly addons: Addons;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/**
 * Asks for a code by which whoever scans it makes an app, by the device flow of RFC 8628. It begins at Feishu whatever the
 * app will be of; where it lives is known once it was scanned. Throws RegistrationError, and an AbortError when it was told
 * to end. Source: the official Node SDK 1.74.0, `registerApp`.
 */
export async function beginRegistration(options: BeginOptions): Promise<Registration> {
  const { accounts, addons } = options;
  const answer = await postForm(
    accounts.feishu,
    {
      action: "begin",
      archetype: "PersonalAgent",
      auth_method: "client_secret",
      request_user_info: "open_id tenant_brand",
    },
    options,
  );
  const error = ownString(answer, "error");
  if (error !== undefined)
    throw new RegistrationError("refused", ownString(answer, "error_description") ?? error);
  const deviceCode = ownString(answer, "device_code");
  const url = URL.parse(ownString(answer, "verification_uri_complete") ?? "");
  if (!deviceCode || url === null || !/^https?:$/.test(url.protocol)) {
    const { host } = new URL(accounts.feishu);
    throw new RegistrationError("bad_answer", `${host} answered without a code to scan`);
  }
  return {
    deviceCode,
    url: pageFor(url, addons),
    intervalSeconds: seconds(answer, ["interval"], 5),
    // The one name is the platform's, the other the standard's.
    expiresInSeconds: seconds(answer, ["expire_in", "expires_in"], 600),
  };
}

/** `from` and `tp` are what the page knows an SDK by. The name is a proposal, which whoever scans may change. */
function pageFor(url: URL, addons: Addons): string {
  url.searchParams.set("from", "sdk");
  url.searchParams.set("tp", "sdk");
  url.searchParams.set("source", "countersign");
  url.searchParams.set("name", "countersign");
  url.searchParams.set("addons", encodeAddons(addons));
  return url.href;
}

const LONGEST_SECONDS = 3600;

function seconds(answer: JsonObject, names: readonly string[], otherwise: number): number {
  const found = names
    .map((name) => own(answer, name))
    .find((value) => typeof value === "number" && value > 0);
  return typeof found === "number" ? Math.min(found, LONGEST_SECONDS) : otherwise;
}
