/** As the specification has it: 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret of an endpoint, `whsec_` and base64; `random` gives so many of them. */
export function mintWebhookSecret(random: (count: number) => Uint8Array): string {
  return `whsec_${Buffer.from(random(SECRET_BYTES)).toString("base64")}`;
}
