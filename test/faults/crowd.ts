/** Connections that say no more than each was told to say. */
export interface Crowd extends Disposable {
  readonly open: () => number;
  /** What was answered to each so far, in their order. */
  readonly heard: () => readonly string[];
  /** Each that is open says this, too. */
  say(words: string): void;
  /** All hang up at once, without a word. */
  leave(): void;
}

/** The system keeps so many that were not accepted yet; what comes on top of them waits a second and more. */
const AT_ONCE = 200;

/** Opens so many connections, each of which says `words` first. Rejects when one is refused. */
export async function gather(url: string, size: number, words = ""): Promise<Crowd> {
  const { hostname, port } = new URL(url);
  const open = new Set<Bun.Socket>();
  const heard = Array.from({ length: size }, () => "");
  const join = async (index: number): Promise<void> => {
    await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open(socket) {
          open.add(socket);
          if (words !== "") socket.write(words);
        },
        data: (_, bytes) => void (heard[index] += bytes.toString("latin1")),
        close: (socket) => void open.delete(socket),
      },
    });
  };
  for (let from = 0; from < size; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, size - from);
    await Promise.all(Array.from({ length: count }, (_, index) => join(from + index)));
  }
  const leave = (): void => {
    for (const socket of open) socket.terminate();
  };
  return {
    open: () => open.size,
    heard: () => heard,
    say(more) {
      for (const socket of open) socket.write(more);
    },
    leave,
    [Symbol.dispose]: leave,
  };
}
