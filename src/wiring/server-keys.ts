import type { Config } from "../config/config.ts";
import { readSealKeys, type SealKey } from "../keys/seal-key.ts";
import type { KeyService } from "../keys/server-keys.ts";
import { LONGEST_LINK } from "../signature/image-link.ts";
import type { SealOptions } from "../storage/sqlite/open-seal.ts";
import type { Storage } from "../storage/sqlite/open-storage.ts";
import { StorageError } from "../storage/sqlite/storage-error.ts";
import { type Around, logFault } from "./around.ts";
import { randomBytes } from "./random-bytes.ts";

export interface ServerKeysAtWork {
  readonly service: KeyService;
  /** The key that seals is the one of these settings from now on; one that does not open what is sealed is refused in the log. */
  takeOver(config: Pick<Config, "COUNTERSIGN_SEAL_KEY">): void;
  stop(): Promise<void>;
}

const EVERY_MS = 3_600_000;
/** Between two steps, for those who decide. */
const PAUSE_MS = 20;

/** What the database is sealed with. */
export function sealOptions(config: Pick<Config, "COUNTERSIGN_SEAL_KEY">, clock: () => Date): SealOptions {
  return { keys: keysIn(config), random: randomBytes, clock };
}

/** Tells of the server's keys and changes them; what is sealed with an old one is sealed anew, from the start on, step by step. */
export function startServerKeys(
  { keys, seal }: Pick<Storage, "keys" | "seal">,
  around: Pick<Around, "clock" | "log">,
): ServerKeysAtWork {
  const { clock, log } = around;
  const stopping = new AbortController();

  async function resealAll(): Promise<void> {
    let isDone = !seal.isOwed();
    while (!isDone && !stopping.signal.aborted) {
      let place = await seal.step();
      while (place !== undefined && !stopping.signal.aborted) {
        await Bun.sleep(PAUSE_MS);
        place = await seal.step(place);
      }
      if (stopping.signal.aborted) return;
      isDone = await seal.finish(clock());
      if (isDone) log.info("all is sealed with the newest key; the ones before are not used any more");
    }
  }

  let working: Promise<void> | undefined;
  let isWanted = false;
  async function work(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await keys.dropEnded(clock());
      await resealAll();
    }
  }
  const start = (): void => {
    isWanted = true;
    working ??= work()
      .catch(logFault(around, "sealing anew"))
      .finally(() => (working = undefined));
  };
  start();
  const timer = setInterval(start, EVERY_MS);

  const rotations: Readonly<
    Record<Parameters<KeyService["rotate"]>[0], (act: Parameters<typeof seal.rotate>[0]) => Promise<string>>
  > = {
    seal: (act) => seal.rotate(act),
    receipt: (act) => keys.rotateReceipt(act),
    link: (act) => keys.rotateLinks(act, new Date(act.at.getTime() + LONGEST_LINK * 1000)),
  };

  return {
    service: {
      list: () => keys.list(clock()),
      async rotate(kind, actor) {
        const id = await rotations[kind]({ at: clock(), actor });
        start();
        const made = keys.list(clock()).find((key) => key.id === id);
        if (made === undefined) throw new Error(`the key ${id} is gone`);
        return made;
      },
    },
    takeOver(config) {
      seal.takeOver(keysIn(config), clock()).then(start, (fault: unknown) => {
        if (fault instanceof StorageError)
          log.error({ code: fault.code }, `not taken over: ${fault.message}`);
        else logFault(around, "the key that seals")(fault);
      });
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await working;
    },
  };
}

function keysIn({ COUNTERSIGN_SEAL_KEY: text }: Pick<Config, "COUNTERSIGN_SEAL_KEY">): readonly SealKey[] {
  return text === undefined ? [] : readSealKeys(text);
}
