import { type Command, Option } from "@commander-js/extra-typings";

import { drawTable } from "../draw-table.ts";
import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import type { DeliveryAnswer } from "./webhook-client.ts";
import { runWebhookCommand } from "./webhook-command.ts";

/** `webhooks deliveries`: who was told what, and how that went, a page at a time. */
export function listDeliveriesCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("deliveries")
    .description("List what receivers were told, newest first")
    .option("--approval <id>", "Only of this request, apr_…")
    .addOption(new Option("--state <state>", "Only those").choices(["pending", "delivered", "failed"]))
    .option("--cursor <cursor>", "Go on where the page before ended")
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action(({ approval, state, cursor, ...options }) =>
      end(
        runWebhookCommand(options, io, {
          ask: (client) =>
            client.deliveries({
              ...(approval !== undefined && { approval }),
              ...(state !== undefined && { state }),
              ...(cursor !== undefined && { cursor }),
            }),
          tell: ({ data, next_cursor: next }) => ({
            text: data.length > 0 ? drawTable(HEAD, data.map(row)) : undefined,
            note: data.length === 0 ? "There are none." : next && `There are more: --cursor ${next}`,
          }),
        }),
      ),
    );
}

const HEAD = ["ID", "STATE", "ATTEMPTS", "LAST", "TYPE", "URL"];

function row(delivery: DeliveryAnswer): readonly string[] {
  const { id, state, attempts, last_status, last_error, type, url } = delivery;
  return [id, state, String(attempts), last_error ?? String(last_status ?? "-"), type, url];
}
