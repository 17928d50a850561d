import { isAbsolute } from "node:path";

import ipaddr from "ipaddr.js";

export function readText(value: string): string {
  if (value === "") throw new Error("must not be empty");
  return value;
}

export function number(least: number, most: number) {
  return (value: string): number => {
    const found = value.trim() === "" ? Number.NaN : Number(value);
    if (found >= least && found <= most) return found;
    throw new Error(`must be a number from ${least} to ${most}`);
  };
}

export function oneOf<T extends string>(...known: readonly T[]) {
  return (value: string): T => {
    for (const one of known) if (one === value) return one;
    throw new Error(`must be ${known.join(" or ")}`);
  };
}

export function readBoolean(value: string): boolean {
  if (["true", "1", "yes", "on"].includes(value)) return true;
  if (["false", "0", "no", "off"].includes(value)) return false;
  throw new Error("must be true or false");
}

export function readDomain(value: string): string {
  if (value === "lark") return "https://open.larksuite.com";
  if (value === "feishu") return "https://open.feishu.cn";
  try {
    return readUrl(value);
  } catch {
    throw new Error("must be lark, feishu or a URL that starts with http:// or https://");
  }
}

export function readUrl(value: string): string {
  const url = URL.parse(value);
  if (url?.protocol === "https:" || url?.protocol === "http:") return value.replace(/\/+$/, "");
  throw new Error("must be a URL that starts with http:// or https://");
}

export function readAddress(value: string): { readonly hostname: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(value) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new Error("must be host:port, such as 127.0.0.1:8080");
  return {
    hostname: bracketed ?? (plain === undefined || plain === "" ? "0.0.0.0" : plain),
    port: Number(port),
  };
}

export function readOptionalAddress(value: string): ReturnType<typeof readAddress> | undefined {
  return value === "" ? undefined : readAddress(value);
}

export function readOptionalPath(value: string): string | undefined {
  return value === "" ? undefined : readPath(value);
}

function readPath(value: string): string {
  if (isAbsolute(value)) return value;
  throw new Error("must be a path that starts with /");
}

/** A secret, or while it is changed, two of it with a space between, the newest first. */
export function readSecret(value: string): string {
  if (inForce(readText(value)).length <= 2) return value;
  throw new Error("must be one word, or the new one and the old one with a space between");
}

export function readToken(value: string): string {
  const tokens = inForce(value);
  if (tokens.length > 0 && tokens.length <= 2 && tokens.every((token) => /^[\x21-\x7e]{16,}$/.test(token)))
    return value;
  throw new Error("must be at least 16 visible ASCII characters");
}

/** 32 bytes in base64. */
export function readSealKey(value: string): string {
  const keys = inForce(value);
  if (keys.length > 0 && keys.length <= 2 && keys.every((key) => /^[A-Za-z0-9+/_-]{43}=?$/.test(key)))
    return value;
  throw new Error(
    "must be 32 bytes in base64, as openssl rand -base64 32 prints, or two of these with a space between",
  );
}

/** The one or two of a secret that are in force, the newest first. */
export function inForce(secret: string): readonly string[] {
  return secret.split(/\s+/).filter((one) => one !== "");
}

/** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it; the newest first. */
export function readWebhookSecrets(value: string): readonly string[] {
  const secrets = value.trim().split(/\s+/);
  if (secrets.length <= 2 && secrets.every(isWebhookSecret)) return secrets;
  throw new Error("must be whsec_ and 24 to 64 bytes in base64, or two of these with a space between");
}

function isWebhookSecret(text: string): boolean {
  const [, base64 = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, "base64").length;
  return bytes >= 24 && bytes <= 64;
}

/** CIDRs, separated by commas. */
export function readNetworks(value: string): readonly string[] {
  const networks = value
    .split(",")
    .map((network) => network.trim())
    .filter((network) => network !== "");
  const wrong = networks.find((network) => !ipaddr.isValidCIDR(network));
  if (wrong === undefined) return networks;
  throw new Error(`must be networks such as 10.1.0.0/16, separated by commas; ${wrong} is none`);
}
