import type { Command } from "@commander-js/extra-typings";

import { drawTable } from "../draw-table.ts";
import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import type { WebhookAnswer } from "./webhook-client.ts";
import { runWebhookCommand, type Told } from "./webhook-command.ts";

/** `webhooks list`: the standing receivers, without their secrets. */
export function listWebhooksCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("list")
    .description("List the receivers")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((options) =>
      end(
        runWebhookCommand(options, io, {
          ask: (client) => client.list(),
          tell: ({ data }): Told =>
            data.length === 0
              ? { note: "There are none." }
              : { text: drawTable(["ID", "URL", "TYPES", "DISABLED"], data.map(row)) },
        }),
      ),
    );
}

function row({ id, url, types, disabled_why: why }: WebhookAnswer): readonly string[] {
  return [id, url, types.map((type) => type.replace("approval.", "")).join(" "), why ?? "-"];
}
