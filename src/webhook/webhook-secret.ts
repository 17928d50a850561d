/** As the specification has it: 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret of an endpoint, `whsec_` and base64; `randomBytes` gives so many of them. */
export function mintWebhookSecret(randomBytes: (count: number) => Uint8Array): string {
  return `whsec_${Buffer.from(randomBytes(SECRET_BYTES)).toString("base64")}`;
}
