import { type Command, Option } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption, tokenFileOption, urlOption } from "../options.ts";
import { runWebhookCommand } from "./webhook-command.ts";

/** `webhooks add`: a new receiver; its secret is shown this once. */
export function addWebhookCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("add")
    .description("Add a receiver and print its secret, which is not shown again")
    .argument("<receiver>", "where to post to, https://…")
    .addOption(
      new Option("--type <types...>", "Only of these (default all)").choices([
        "approval.approved",
        "approval.rejected",
        "approval.expired",
        "approval.cancelled",
      ]),
    )
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(jsonOption())
    .action((receiver, { type: types, ...options }) =>
      end(
        runWebhookCommand(options, io, {
          ask: (client) => client.add({ url: receiver, types }),
          tell: ({ id, secret = "" }) => ({
            text: `${secret}\n`,
            note: `${id}, for ${receiver}. Keep the secret: it cannot be shown again.`,
          }),
        }),
      ),
    );
}
