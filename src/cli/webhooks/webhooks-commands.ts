import type { Command } from "@commander-js/extra-typings";

import type { End } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addWebhookCommand } from "./add-webhook-command.ts";
import { describeDelivery } from "./describe-delivery.ts";
import { listDeliveriesCommand } from "./list-deliveries-command.ts";
import { listWebhooksCommand } from "./list-webhooks-command.ts";
import { webhookCommand } from "./webhook-command.ts";

const WEBHOOK = "as webhooks list shows it, whk_…";
const DELIVERY = "as webhooks deliveries shows it, whd_…";

/** `webhooks`: who is told of the ends of requests, and how that went, on a running server. */
export function webhooksCommands(parent: Command, io: Io, end: End): void {
  const webhooks = parent
    .command("webhooks")
    .helpCommand(false)
    .description("Tell other programs of decisions, with a token of the scope admin");
  const world = { io, end };
  listWebhooksCommand(webhooks, io, end);
  addWebhookCommand(webhooks, io, end);
  webhookCommand(webhooks, { name: "remove", about: "Remove a receiver", id: WEBHOOK }, world, {
    ask: (client, id) => client.remove(id),
    tell: ({ id }) => ({ note: `${id} is removed.` }),
  });
  const rotate = "Print a new secret; for a day the one before signs too";
  webhookCommand(webhooks, { name: "rotate", about: rotate, id: WEBHOOK }, world, {
    ask: (client, id) => client.act(id, "rotate"),
    tell: ({ secret = "" }) => ({ text: `${secret}\n`, note: "Keep it: it cannot be shown again." }),
  });
  webhookCommand(webhooks, { name: "enable", about: "Tell a receiver again", id: WEBHOOK }, world, {
    ask: (client, id) => client.act(id, "enable"),
    tell: ({ id }) => ({ note: `${id} is told again.` }),
  });
  webhookCommand(webhooks, { name: "disable", about: "Tell a receiver nothing", id: WEBHOOK }, world, {
    ask: (client, id) => client.act(id, "disable"),
    tell: ({ id }) => ({ note: `${id} is told nothing any more.` }),
  });
  listDeliveriesCommand(webhooks, io, end);
  webhookCommand(webhooks, { name: "show", about: "Show a delivery and its body", id: DELIVERY }, world, {
    ask: (client, id) => client.show(id),
    tell: (delivery) => ({ text: describeDelivery(delivery) }),
  });
  webhookCommand(webhooks, { name: "replay", about: "Tell it once more", id: DELIVERY }, world, {
    ask: (client, id) => client.replay(id),
    tell: ({ id }) => ({ note: `${id} is on its way again.` }),
  });
}
