import { join } from "node:path";

import { findHandlerFiles, type HandlerFault } from "../../plugin/find-handler-files.ts";
import { type HandlerHost, startHandlerHost } from "../../plugin/handler-host.ts";
import type { FromHost, HandlerInfo } from "../../plugin/host-messages.ts";
import { type ForwardHandler, readForward } from "../../plugin/read-forward.ts";
import { spawnHandlerHost } from "../../plugin/spawn-handler-host.ts";
import { type DataDirOptions, findDataDir } from "../find-data-dir.ts";
import type { Io } from "../io.ts";

/** The handlers of a data directory, loaded in a process of their own, without a server. */
export interface OpenHandlers extends AsyncDisposable {
  readonly dir: string;
  readonly handlers: readonly (HandlerInfo & { readonly url?: string | undefined })[];
  readonly faults: readonly HandlerFault[];
  readonly host: HandlerHost | undefined;
}

export interface Listening {
  /** Gives a handler what it asks the server for. */
  readonly tool: (name: string, tool: string, args: readonly unknown[]) => Promise<unknown>;
  readonly onLog: (line: Extract<FromHost, { kind: "log" }>) => void;
  readonly onPrint: (line: string) => void;
}

const DEAF: Listening = {
  tool: () => Promise.reject(new Error("there is no server")),
  onLog() {},
  onPrint() {},
};

export async function openHandlers(
  options: DataDirOptions,
  io: Io,
  { tool, onLog, onPrint }: Listening = DEAF,
): Promise<OpenHandlers> {
  const dir = join(findDataDir(options, io), "handlers");
  const files = findHandlerFiles(dir, io.uid);
  const faults = [...files.faults];
  const note = (message: string, file = dir): void => void faults.push({ file, message });
  const forwards = readForwards(dir, files.forwards, note);
  const spawn = spawnHandlerHost(dir, { env: io.env, onPrint, monotonic });
  const host =
    files.code.length === 0
      ? undefined
      : await startHandlerHost({ files: files.code, spawn, tool, onLog, onFault: note, schedule, monotonic });
  return {
    dir,
    handlers: [...(host?.handlers ?? []), ...forwards].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    faults,
    host,
    [Symbol.asyncDispose]: async () => host?.stop(),
  };
}

function readForwards(
  dir: string,
  files: readonly string[],
  note: (message: string, file: string) => void,
): readonly ForwardHandler[] {
  return files.flatMap((file) => {
    try {
      return [readForward(dir, file)];
    } catch (fault) {
      note(fault instanceof Error ? fault.message : String(fault), file);
      return [];
    }
  });
}

const monotonic = (): number => performance.now();

function schedule(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
