const PREFIX = "whsec_";
/** As the specification has it: 24 to 64 bytes. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** A new secret of an endpoint; `random` gives so many random bytes. */
export function mintWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return `${PREFIX}${Buffer.from(random(LEAST_BYTES)).toString("base64")}`;
}

/** Whether it is `whsec_` and 24 to 64 bytes in base64, and so can sign. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64").length;
  return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
}
