import { type AddressGuard, addressOf } from "./address-guard.ts";
import { WebhookError } from "./webhook-error.ts";

/**
 * The URL of a receiver, parsed once and for all. Throws WebhookError `invalid_webhook_url` for one that could never be
 * told: not https (or http, where that is not to be had), with a password in it, or an internal address in any
 * spelling. Where a name leads is only known, and checked, when it is called.
 */
export function readReceiverUrl(
  text: string,
  guard: AddressGuard,
  { allowHttp }: { allowHttp: boolean },
): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid("not a URL");
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:"))
    throw invalid("must start with https://");
  if (url.username !== "" || url.password !== "") throw invalid("must hold no user name and no password");
  const address = addressOf(url);
  if (address !== undefined && !guard.isOpen(address)) {
    throw invalid("this is an internal address; COUNTERSIGN_WEBHOOK_ALLOW can allow it");
  }
  if (address !== undefined && url.protocol === "http:" && !guard.isAllowed(address))
    throw invalid("must start with https://");
  return url;
}

function invalid(why: string): WebhookError {
  return new WebhookError("invalid_webhook_url", `url of a webhook: ${why}`);
}
