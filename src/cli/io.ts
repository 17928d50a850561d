/** The world around a command: all that it reads, writes and hears. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  /** How this very program is called, for lines that are to be copied: `countersign`, or `bun src/main.ts`. */
  readonly self: string;
  /** The executable, where it is one of its own; from source there is none. */
  readonly execPath: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether a person can be asked. */
  readonly isStdinTerminal: boolean;
  readonly readStdin: () => Promise<string>;
  /** What somebody types up to the next line end; undefined at the end of the input. */
  readonly readLine: () => Promise<string | undefined>;
  /** Asks on standard error, and reads as readLine does: for a terminal alone, which shows nothing of what is typed. */
  readonly readHidden: (question: string) => Promise<string | undefined>;
  readonly clock: () => Date;
  /** Hears of the signals until the answer is called; they then do not end the process. */
  readonly onSignal: (signals: readonly Signal[], listener: (signal: Signal) => void) => () => void;
  /** Hears of what nobody caught, until the answer is called. */
  readonly onUncaught: (listener: (fault: unknown) => void) => () => void;
  /** Ends the process at once, whatever is under way. */
  readonly exit: (code: number) => void;
}

export type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

export interface Output {
  readonly write: (text: string) => void;
  /** Whether a person looks on while it is written. */
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  /** Characters in a line; undefined where nobody looks on. */
  readonly columns: number | undefined;
  /** Lines that are seen at once; left out where nobody looks on. */
  readonly rows?: number | undefined;
  /** The file descriptor, for the log. */
  readonly fd: number;
}
