import { openSync } from "node:fs";

import type { Io, Output, Signal } from "../../src/cli/io.ts";

/** A world for one command that remembers what it was told. */
export interface FakeIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  /** What the process would get from outside; answers whether anybody heard. */
  readonly signal: (signal: Signal) => boolean;
  /** As if nobody had caught it. */
  readonly throwUncaught: (fault: unknown) => void;
  readonly exits: readonly number[];
}

export interface FakeIoOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly stdin?: string | undefined;
  /** Whether a person looks on; otherwise both outputs are pipes. */
  readonly terminal?: boolean | undefined;
}

export function fakeIo({ env = {}, stdin = "", terminal = false }: FakeIoOptions = {}): FakeIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const listeners = new Map<Signal, Set<(signal: Signal) => void>>();
  const uncaught = new Set<(fault: unknown) => void>();
  const exits: number[] = [];
  const lines = stdin.split("\n");
  return {
    env,
    uid: 1000,
    self: "countersign",
    execPath: undefined,
    stdout: output(stdout, terminal),
    stderr: output(stderr, terminal),
    isStdinTerminal: terminal,
    readStdin: async () => stdin,
    readLine: async () => lines.shift(),
    readHidden: async () => lines.shift(),
    clock: () => new Date(),
    onSignal(signals, listener) {
      for (const signal of signals) listeners.set(signal, (listeners.get(signal) ?? new Set()).add(listener));
      return () => {
        for (const signal of signals) listeners.get(signal)?.delete(listener);
      };
    },
    onUncaught(listener) {
      uncaught.add(listener);
      return () => void uncaught.delete(listener);
    },
    throwUncaught(fault) {
      for (const listener of uncaught) listener(fault);
    },
    exit: (code) => void exits.push(code),
    exits,
    out: () => stdout.join(""),
    err: () => stderr.join(""),
    signal(signal) {
      const heard = [...(listeners.get(signal) ?? [])];
      for (const listener of heard) listener(signal);
      return heard.length > 0;
    },
  };
}

/** Where the log of a server in this process goes. */
const NOWHERE = openSync("/dev/null", "w");

function output(written: string[], terminal: boolean): Output {
  return {
    write: (text) => void written.push(text),
    isTerminal: terminal,
    hasColors: terminal,
    columns: terminal ? 80 : undefined,
    fd: NOWHERE,
  };
}
