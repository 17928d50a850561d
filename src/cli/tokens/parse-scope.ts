import { InvalidArgumentError } from "@commander-js/extra-typings";

import { type Scope, SCOPES } from "../../api-token.ts";

/** A scope by its name. Throws InvalidArgumentError. */
export function parseScope(text: string): Scope {
  for (const scope of SCOPES) if (scope === text) return scope;
  throw new InvalidArgumentError(`Say one of ${SCOPES.join(", ")}.`);
}
