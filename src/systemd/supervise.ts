import type { Notifier } from "./notify.ts";

export interface SuperviseOptions {
  readonly notifier: Notifier;
  /** WATCHDOG_USEC as systemd gives it: after this many microseconds of silence it starts the service anew. */
  readonly watchdogUsec?: string | undefined;
  /** What keeps the process from its work, or undefined. A start anew need not mend it, as it does not make room on a disk. */
  readonly fault: () => string | undefined;
  /** What of it a start anew may mend, or undefined: then the watchdog is not fed. */
  readonly stuck: () => string | undefined;
}

/** What systemd is told from the moment that the service is ready until it stops. */
export interface Supervision {
  /** Tells that the settings are read again, while `read` does so. */
  reloading(read: () => void): void;
  stopping(): void;
}

/**
 * Tells systemd that the service is ready, then three times in each span of the watchdog that it is well. The timer shows
 * that the event loop turns. A fault is told in the status.
 */
export function supervise(
  { notifier, watchdogUsec, fault, stuck }: SuperviseOptions,
  status: string,
): Supervision {
  notifier.send("READY=1", `STATUS=${status}`);
  let said: string | undefined;
  const look = (): void => {
    const holds = stuck();
    const found = holds ?? fault();
    const news = found === undefined ? status : `Not well: ${oneLine(found)}`;
    notifier.send(
      ...(holds === undefined ? ["WATCHDOG=1"] : []),
      ...(found === undefined && said === undefined ? [] : [`STATUS=${news}`]),
    );
    said = found;
  };
  const span = Number(watchdogUsec) / 1000;
  const timer = span > 0 ? setInterval(look, span / 3) : undefined;
  return {
    reloading(read) {
      notifier.send("RELOADING=1", "STATUS=Reading the settings again");
      read();
      notifier.send("READY=1", `STATUS=${status}`);
    },
    stopping() {
      clearInterval(timer);
      notifier.send("STOPPING=1", "STATUS=Ending what is under way");
      notifier.close();
    },
  };
}

/** Bytes a second that even a slow disk takes, with each byte written three times. */
const SLOWEST = 2 * 2 ** 20;
const LEAST_SECONDS = 60;

/**
 * Tells systemd, before the service is ready, that it works for long on so many bytes: where the unit's TimeoutStartSec ends
 * sooner, the start may last that much longer. To be told again before the next such work.
 */
export function extendStart(
  { send }: Pick<Notifier, "send">,
  { what, bytes }: { readonly what: string; readonly bytes: number },
): void {
  const seconds = LEAST_SECONDS + Math.ceil(bytes / SLOWEST);
  send(`EXTEND_TIMEOUT_USEC=${seconds * 1_000_000}`, `STATUS=Starting: ${oneLine(what)}`);
}

/** A line end would begin another message. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
