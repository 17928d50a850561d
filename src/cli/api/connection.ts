import { readFileSync } from "node:fs";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { findSocket } from "./find-socket.ts";

/** Where a server is, and what opens its door. */
export interface Connection {
  /** `http:` or `https:`, or `unix:` and the path of its socket. */
  readonly url: string;
  /** The socket of a server on this machine needs none. */
  readonly token?: string | undefined;
}

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
}

export const DEFAULT_URL = "http://127.0.0.1:8080";

/**
 * Reads both from flags over the environment. Where neither says anything, it is the server on this machine whose socket
 * this user may open. Throws CliError `usage` or `auth`.
 */
export function readConnection(
  { url, tokenFile }: ConnectionOptions,
  { env, uid, self }: Pick<Io, "env" | "uid" | "self">,
): Connection {
  const given = url ?? (env["COUNTERSIGN_URL"] || undefined);
  const token = findToken(tokenFile, env);
  const socket = given === undefined && token === "" ? findSocket({ env, uid }) : undefined;
  const found = readUrl(given ?? (socket === undefined ? DEFAULT_URL : `unix:${socket}`));
  return found.startsWith("unix:") && token === ""
    ? { url: found }
    : { url: found, token: checkToken(token, self) };
}

function readUrl(text: string): string {
  if (text.startsWith("unix:/")) return text.replace(/^unix:\/+/, "unix:/");
  const protocol = URL.parse(text)?.protocol;
  if (protocol === "http:" || protocol === "https:") return text.replace(/\/+$/, "");
  throw new CliError(
    "usage",
    `${JSON.stringify(text)} is not a URL that starts with http://, https:// or unix:/`,
  );
}

function findToken(file: string | undefined, env: Io["env"]): string {
  if (file !== undefined) return readTokenFile(file);
  const { COUNTERSIGN_TOKEN: token = "", COUNTERSIGN_TOKEN_FILE: named = "" } = env;
  if (named === "") return token;
  if (token === "") return readTokenFile(named);
  throw new CliError("usage", "COUNTERSIGN_TOKEN and COUNTERSIGN_TOKEN_FILE are both set: keep one");
}

/** A header cannot carry anything else, and the runtime's own fault would print the token. */
function checkToken(token: string, self: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CliError("auth", token === "" ? "no API token" : "the API token is not visible ASCII", {
    hint: `set COUNTERSIGN_TOKEN or use --token-file; the server's user and root need none on its machine, and make one by ${self} tokens create --name NAME`,
  });
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("auth", `cannot read the token: ${why}`, { cause });
  }
}
