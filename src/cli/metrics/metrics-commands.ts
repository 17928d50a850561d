import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";

/** `metrics`: what watches a server by its metrics, to be given to those who watch. */
export function metricsCommands(parent: Command, io: Io, end: End): void {
  const metrics = parent
    .command("metrics")
    .helpCommand(false)
    .description("Print a dashboard and alert rules for the server's metrics");
  metrics
    .command("dashboard")
    .description("Print a Grafana dashboard, to be imported as it is")
    .addHelpText("after", `\nExample:\n  ${io.self} metrics dashboard > countersign.json`)
    .action(async () => {
      const { DASHBOARD } = await import("./dashboard.ts");
      io.stdout.write(`${JSON.stringify(DASHBOARD, undefined, 2)}\n`);
      await end(EXIT.ok);
    });
  metrics
    .command("alerts")
    .description("Print alert rules for Prometheus, whose scrape job is to be named countersign")
    .addHelpText("after", `\nExample:\n  ${io.self} metrics alerts > /etc/prometheus/rules/countersign.yml`)
    .action(async () => {
      const { ALERTS } = await import("./alerts.ts");
      io.stdout.write(`${Bun.YAML.stringify(ALERTS, undefined, 2)}\n`);
      await end(EXIT.ok);
    });
}
