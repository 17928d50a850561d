// Put in when a release is built: see `bun run release --signing-key`, which writes the same key into install.sh.
declare const COUNTERSIGN_RELEASE_KEY: string | undefined;

/** Of the key that signs releases: an EC public key, SPKI in base64; empty in a build that nobody signs. */
export const RELEASE_KEY = typeof COUNTERSIGN_RELEASE_KEY === "string" ? COUNTERSIGN_RELEASE_KEY : "";
