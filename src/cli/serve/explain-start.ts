import { AuditError } from "../../audit/audit-error.ts";
import { CertificateError } from "../../certificate/certificate-error.ts";
import type { Config } from "../../config/config.ts";
import { StorageError, type StorageErrorCode } from "../../storage/sqlite/storage-error.ts";
import { CliError } from "../cli-error.ts";

/** Why a server could not start, for whoever started it. What is not foreseen comes back as it is. */
export function explainStart(fault: unknown, config: Config): unknown {
  if (fault instanceof StorageError) {
    const hint = HINTS[fault.code];
    return hint === undefined ? fault : new CliError("general", fault.message, { cause: fault, hint });
  }
  if (fault instanceof AuditError)
    return new CliError("general", fault.message, { cause: fault, hint: RECEIPTS });
  if (fault instanceof CertificateError)
    return new CliError("usage", fault.message, { cause: fault, hint: CERTIFICATE });
  if (!(fault instanceof Error && "code" in fault)) return fault;
  const [reason, hint] = LISTEN[String(fault.code)] ?? [];
  if (reason === undefined) return fault;
  return new CliError("general", `cannot listen on ${address(fault, config)}: ${reason}`, {
    cause: fault,
    hint,
  });
}

/** The fault names the port at most, and there are two. */
function address(
  { message }: Error,
  { COUNTERSIGN_LISTEN: door, COUNTERSIGN_METRICS_LISTEN: metrics }: Config,
): string {
  if (metrics !== undefined && metrics.port !== door.port && message.includes(`port ${metrics.port} `))
    return `${metrics.hostname}:${metrics.port} (COUNTERSIGN_METRICS_LISTEN)`;
  return `${door.hostname}:${door.port}`;
}

const LISTEN: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  EADDRINUSE: [
    "another program has the port",
    "stop that program, or choose another port by --listen or --metrics-listen",
  ],
  EACCES: ["ports below 1024 need a privilege", "listen above 1023, and put a proxy before it"],
  EADDRNOTAVAIL: ["this machine has no such address", "use one of its own, or 0.0.0.0 for all of them"],
};

const RECEIPTS =
  "it signs receipts: put it back from a backup; without it, a new one is made at the next start";

const CERTIFICATE =
  "COUNTERSIGN_TLS_CERT and COUNTERSIGN_TLS_KEY name the two PEM files, which the server's user has to be able to read";

/** A code without a hint is a fault of ours. */
const HINTS: Readonly<Partial<Record<StorageErrorCode, string>>> = {
  database_unusable: "the data directory has to be writable for the user that runs countersign",
  database_locked: "another program has the database open and holds it: end that, and start again",
  disk_full:
    "make room on that disk, and start again; countersign.reserve in the data directory is only there to be deleted then",
  database_in_use: "one server uses a data directory at a time",
  database_newer: "nothing was changed in the data directory",
  seal_key_missing:
    "set COUNTERSIGN_SEAL_KEY as it was, or put seal.key back from the backup; nothing was changed in the database",
  restore_unfinished: "countersign restore FILE; what was there before lies in before-restore-… beside it",
  sqlite_too_old:
    "use a released binary, which has its own SQLite; nothing was changed in the data directory",
};
