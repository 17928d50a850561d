import { StorageError } from "../../storage/sqlite/storage-error.ts";
import { CliError } from "../cli-error.ts";

/** Faults of files and databases, for whoever runs the command. What is not foreseen comes back as it is. */
export function explainStorage(fault: unknown): unknown {
  if (fault instanceof StorageError) return new CliError("general", fault.message, { cause: fault });
  if (!(fault instanceof Error && "code" in fault && "syscall" in fault)) return fault;
  const hint = fault.code === "EEXIST" ? "--force replaces it" : undefined;
  return new CliError("general", fault.message, { cause: fault, hint });
}
