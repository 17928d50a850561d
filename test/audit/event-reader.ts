export interface SentEvent {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly id: string; readonly status: string; readonly revision: number };
}

/** What a stream's reader is, whichever library names its type. */
interface Chunks {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** Reads server-sent events one by one. A read that takes too long rejects. */
export class EventReader {
  readonly #chunks: Chunks;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error(`no stream: ${response.status}`);
    this.#chunks = response.body.getReader();
  }

  /** The next event; undefined at the end of the stream. */
  async next(): Promise<SentEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = parse(block);
        if (event !== undefined) return event;
      } else if (!(await this.#more())) return undefined;
    }
  }

  async take(count: number): Promise<readonly SentEvent[]> {
    const taken: SentEvent[] = [];
    while (taken.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended after ${taken.length} events`);
      taken.push(event);
    }
    return taken;
  }

  stop(): Promise<void> {
    return this.#chunks.cancel();
  }

  async #more(): Promise<boolean> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`no event in time after ${this.#text}`)), 5_000);
    try {
      const { done, value } = await Promise.race([this.#chunks.read(), late]);
      if (value !== undefined) this.#text += this.#decoder.decode(value, { stream: true });
      return !done;
    } finally {
      clearTimeout(timer);
    }
  }
}

function parse(block: string): SentEvent | undefined {
  const lines = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const [id, event, data] = [lines.get("id"), lines.get("event"), lines.get("data")];
  if (id === undefined || event === undefined || data === undefined) return undefined;
  return { id: Number(id), event, data: JSON.parse(data) as SentEvent["data"] };
}
