/** Makes identifiers in the shapes that the platform uses; 128 random bits each. */
export interface Ids {
  /** A prefix such as `om_` and 32 hex digits. */
  next(prefix?: string): string;
  /** A decimal integer as text, as in `X-Lark-Request-Nonce`. */
  nonce(): string;
}

export function createIds(random: () => number): Ids {
  const word = () => Math.floor(random() * 0x1_0000_0000);
  return {
    next: (prefix = "") =>
      prefix + Array.from({ length: 4 }, () => word().toString(16).padStart(8, "0")).join(""),
    nonce: () => String(1 + Math.floor(random() * 2_000_000_000)),
  };
}
