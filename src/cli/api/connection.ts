import { readFileSync } from "node:fs";

import { Option } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** Where a server is, and what opens its door. */
export interface Connection {
  readonly url: string;
  readonly token: string;
}

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
}

const DEFAULT_URL = "http://127.0.0.1:8080";

export const URL_OPTION = new Option("--url <url>", `the server (COUNTERSIGN_URL, default ${DEFAULT_URL})`);
export const TOKEN_FILE_OPTION = new Option(
  "--token-file <file>",
  "a file that holds the API token (COUNTERSIGN_TOKEN)",
);
export const JSON_OPTION = new Option("--json", "print JSON");

/** Reads both from flags over the environment. Throws CliError `usage` or `auth`. */
export function readConnection({ url, tokenFile }: ConnectionOptions, { env }: Pick<Io, "env">): Connection {
  return {
    url: readUrl(url ?? (env["COUNTERSIGN_URL"] || DEFAULT_URL)),
    token: readToken(tokenFile ?? env["COUNTERSIGN_TOKEN_FILE"], env["COUNTERSIGN_TOKEN"]),
  };
}

function readUrl(text: string): string {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === "http:" || protocol === "https:") return text.replace(/\/+$/, "");
  throw new CliError("usage", `${JSON.stringify(text)} is not a URL that starts with http:// or https://`);
}

function readToken(file: string | undefined, given: string | undefined): string {
  const token = file === undefined || file === "" ? given : readTokenFile(file);
  // A header cannot carry anything else, and the fault that this would be does not name the token.
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return token;
  const fault = token === undefined || token === "" ? "no API token" : "the API token is not visible ASCII";
  throw new CliError("auth", fault, {
    hint: "set COUNTERSIGN_TOKEN, or use --token-file; on the server's machine: countersign tokens create --name NAME",
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
