import { Gauge, type Registry } from "prom-client";

/** What a server has only once it is put together. */
export interface Watched {
  /** Those of /readyz, with what it only warns of. */
  readonly checks: readonly { readonly name: string; readonly fault: () => string | undefined }[];
  readonly databaseBytes: () => { readonly file: number; readonly log: number };
  /** Where there is a long connection. */
  readonly isSocketConnected?: (() => boolean) | undefined;
}

/** What is looked up whenever somebody looks: checks, the size of the database, the long connection. */
export function registerWatchedGauges(
  registers: Registry[],
  { checks, databaseBytes, isSocketConnected }: Watched,
): void {
  if (isSocketConnected !== undefined) registerSocket(registers, isSocketConnected);
  const well = new Gauge({
    name: "countersign_check_ok",
    help: "Checks of /readyz: 1 is well, 0 is not.",
    labelNames: ["check"],
    registers,
    collect() {
      for (const { name, fault } of checks) well.set({ check: name }, fault() === undefined ? 1 : 0);
    },
  });
  const size = new Gauge({
    name: "countersign_db_size_bytes",
    help: "The database's file and what waits to be moved into it.",
    registers,
    collect() {
      const { file, log } = databaseBytes();
      size.set(file + log);
    },
  });
  const logSize = new Gauge({
    name: "countersign_db_log_bytes",
    help: "What waits to be moved into the database's file: it grows while another process reads for long.",
    registers,
    collect() {
      logSize.set(databaseBytes().log);
    },
  });
}

function registerSocket(registers: Registry[], isConnected: () => boolean): void {
  const connected = new Gauge({
    name: "countersign_socket_connected",
    help: "Whether the long connection is open.",
    registers,
    collect() {
      connected.set(isConnected() ? 1 : 0);
    },
  });
}
