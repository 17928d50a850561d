/** How a request came in. */
export interface Arrival {
  /** The address at the other end of the connection; undefined where it has none. */
  readonly peer: string | undefined;
  /** By the Unix socket, which only this server's user and root can open. */
  readonly isOwn: boolean;
}

/**
 * Through which door each request under way came: the listener says it, and nothing that a request says of itself can
 * change it. One that was made in process came through none.
 */
export class Arrivals {
  readonly #of = new WeakMap<Request, Arrival>();

  note(request: Request, arrival: Arrival): void {
    this.#of.set(request, arrival);
  }

  peerOf(request: Request): string | undefined {
    return this.#of.get(request)?.peer;
  }

  isOwn(request: Request): boolean {
    return this.#of.get(request)?.isOwn ?? false;
  }
}
