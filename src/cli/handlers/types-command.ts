import type { Command } from "@commander-js/extra-typings";

import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";

/** `handlers types`: what an editor has to know of `countersign/handler` and `countersign/card-action`. */
export function typesCommand(parent: Command, io: Io, end: End): void {
  parent
    .command("types")
    .description(
      "Print the types of the interface for an editor: put them into countersign.d.ts beside the handlers",
    )
    .action(() => end(types(io)));
}

async function types({ stdout }: Io): Promise<ExitCode> {
  const { HANDLER_TYPES } = await import("../../plugin/handler-types.ts");
  stdout.write(HANDLER_TYPES);
  return EXIT.ok;
}
