import type { Command } from "@commander-js/extra-typings";

import { type ConnectionOptions, readConnection } from "../api/connection.ts";
import { drawTable } from "../draw-table.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { createWebhookClient, type WebhookAnswer } from "../webhooks/webhook-client.ts";
import { createKeyClient, type KeyAnswer } from "./key-client.ts";

type ListFlags = ConnectionOptions & { readonly json?: true | undefined };

/** `keys list`: what keys a running server has, and never a key itself. */
export function listKeysCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List the server's keys, what each protects and since when; never a key itself")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((options) => end(list(options, io)));
}

async function list({ json, ...options }: ListFlags, io: Io): Promise<ExitCode> {
  const connection = readConnection(options, io);
  const keys = await createKeyClient(connection).list();
  const { data: webhooks } = await createWebhookClient(connection).list();
  if (json) {
    const endpoints = webhooks.map(({ id, url }) => ({ id, url }));
    io.stdout.write(`${JSON.stringify({ keys, webhooks: endpoints }, undefined, 2)}\n`);
  } else {
    const rows = [...keys.map(keyRow), ...webhooks.map(webhookRow)];
    io.stdout.write(drawTable(["KEY", "ID", "SINCE", "STATE", "PROTECTS"], rows));
  }
  return EXIT.ok;
}

const PROTECTS: Readonly<Record<string, string>> = {
  seal: "what is secret in the database",
  receipt: "receipts",
  link: "links to signature images",
};

function keyRow(key: KeyAnswer): readonly string[] {
  return [key.kind, key.id, key.since, stateOf(key), PROTECTS[key.kind] ?? "-"];
}

function stateOf({ kind, newest, until }: KeyAnswer): string {
  if (newest) return "in use";
  if (kind === "receipt") return "verifies only";
  if (kind === "seal") return "being replaced";
  return until === null ? "-" : `counts until ${until}`;
}

/** Each has a secret of its own; that it changed is in the audit log. */
function webhookRow({ id, url, created_at }: WebhookAnswer): readonly string[] {
  return ["webhook", id, created_at, "in use", `what is sent to ${url}`];
}
