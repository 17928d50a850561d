/** What came of a burst of requests over connections that may end at any time. */
export interface Burst {
  /** The numbers of the requests that were answered 200 `{}`: recorded, as the caller was told. */
  readonly acknowledged: ReadonlySet<number>;
  /** Of those that were sent whole and not answered, with a connection that ended over them. */
  readonly cut: readonly number[];
  /** Answers of another kind. */
  readonly others: readonly string[];
}

/** Sends the requests over so many connections, one at a time on each, until they are through or the connections are ended. */
export async function burst(
  url: string,
  requests: readonly Buffer[],
  connections: number,
  onAnswer: (answered: number) => void = () => {},
): Promise<Burst> {
  const { hostname, port } = new URL(url);
  const acknowledged = new Set<number>();
  const cut: number[] = [];
  const others: string[] = [];
  let next = 0;
  const connect = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let under: number | undefined;
    const send = (socket: Bun.Socket): void => {
      const request = requests[next];
      under = request === undefined ? undefined : next;
      next += 1;
      if (request === undefined) socket.end();
      else socket.write(request);
    };
    await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open: send,
        data(socket, bytes) {
          const answer = bytes.toString("latin1");
          if (under !== undefined && answer.startsWith("HTTP/1.1 200") && answer.endsWith("\r\n\r\n{}"))
            acknowledged.add(under);
          else others.push(answer);
          onAnswer(acknowledged.size);
          under = undefined;
          if (/^connection: close\r$/im.test(answer)) socket.end();
          else send(socket);
        },
        close() {
          if (under !== undefined) cut.push(under);
          resolve();
        },
        error: () => resolve(),
      },
    }).then(
      () => promise,
      () => undefined,
    );
  };
  await Promise.all(Array.from({ length: connections }, connect));
  return { acknowledged, cut, others };
}
