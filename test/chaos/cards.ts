import { readCard } from "../../src/cli/dev/card-state.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";

/** The cards of the pretend Lark by their titles: looked for among thousands, each would take long to find. */
export interface Cards {
  /** As they are now. */
  of(title: string): readonly SandboxMessage[];
}

export function followCards(sandbox: Sandbox): Cards {
  const ids = new Map<string, Set<string>>();
  sandbox.subscribe((event) => {
    if (event.type !== "message") return;
    const title = readCard(event.message)?.title ?? "";
    const known = ids.get(title) ?? new Set();
    ids.set(title, known.add(event.message.message_id));
  });
  return {
    of: (title) =>
      [...(ids.get(title) ?? [])].map((id) => sandbox.message(id)).filter((message) => message !== undefined),
  };
}
