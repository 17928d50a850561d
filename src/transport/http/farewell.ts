/** Milliseconds without a request after which nobody is taken to be in the middle of something. */
const QUIET = 50;
/** How often that is waited for: whoever goes on and on does not keep the door open. */
const MOST_WAITS = 20;

/**
 * Closes a door without shutting it in anybody's face. Closed at once, each connection under load would end over a request
 * that its client has just sent and nobody answers: of 64 busy connections, all. So for a moment each is answered, and told
 * that its connection ends there, which is when a client stops using it.
 */
export class Farewell {
  #requests = 0;
  #isLeaving = false;

  /** To be told of each request, with what answers it. */
  answer(response: Response | Promise<Response>): Response | Promise<Response> {
    this.#requests += 1;
    return response instanceof Promise ? response.then(this.#mark) : this.#mark(response);
  }

  /** Until nobody asks any more, and a second at most. */
  async say(): Promise<void> {
    this.#isLeaving = true;
    let before = 0;
    for (let waits = 0; waits < MOST_WAITS && before !== this.#requests; waits += 1) {
      before = this.#requests;
      await Bun.sleep(QUIET);
    }
  }

  readonly #mark = (response: Response): Response => {
    if (this.#isLeaving) response.headers.set("connection", "close");
    return response;
  };
}
