import type { SandboxEvent, SandboxView } from "../view.ts";
import type { SandboxClient } from "./sandbox-client.ts";

/** Who is told of what goes on in the sandbox. */
export interface Follower {
  /** Takes the place of all that was known. */
  readonly onView: (view: SandboxView) => void;
  /** Comes after the view that it changes. An event that the view has already may come again. */
  readonly onEvent: (event: SandboxEvent) => void;
  readonly onConnection: (isConnected: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** Follows the sandbox for as long as the page lives; after each connecting it fetches the view anew. Answers how to ask for that. */
export function followSandbox(
  client: Pick<SandboxClient, "state" | "listen">,
  follower: Follower,
): () => void {
  /** Events that come while a view is being fetched; undefined while none is. */
  let waiting: SandboxEvent[] | undefined;
  const refresh = async () => {
    if (waiting) return;
    const missed: SandboxEvent[] = (waiting = []);
    try {
      const view = await client.state();
      waiting = undefined;
      follower.onView(view);
      for (const event of missed) follower.onEvent(event);
    } catch (error) {
      waiting = undefined;
      follower.onError(error);
    }
  };
  client.listen(
    (event) => (waiting ? void waiting.push(event) : follower.onEvent(event)),
    (isConnected) => {
      follower.onConnection(isConnected);
      if (isConnected) void refresh();
    },
  );
  return () => void refresh();
}
