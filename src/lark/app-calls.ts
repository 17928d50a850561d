import { isJsonObject, own, ownObject, ownString } from "../protocol/json-object.ts";
import type { ApiAnswer, ApiCall } from "./call-api.ts";
import { failure, type LarkResult } from "./lark-fault.ts";

/** What the platform has on the app itself. Neither call needs a scope. */
export interface AppCalls {
  /** The scopes of the app's own (`tenant`) that are granted. */
  grantedScopes(): Promise<LarkResult<{ readonly scopes: ReadonlySet<string> }>>;
  /** How many long connections the app has now, this machine's among them. */
  connections(): Promise<LarkResult<{ readonly count: number }>>;
}

const GRANTED = 1;

/**
 * Lark, "Query tenant's authorization status" (application/v6/scope/list) and "Obtain the number of long connections"
 * (event/v1/connection/get). That a scope may also be a user's (`scope_type`) is as others have seen it.
 */
export function appCalls(call: (request: ApiCall) => Promise<ApiAnswer>): AppCalls {
  return {
    async grantedScopes() {
      const answer = await call({
        api: "app.scopes",
        family: "bot",
        method: "GET",
        path: "/open-apis/application/v6/scopes",
      });
      if (!answer.ok) return answer;
      const found = own(ownObject(answer.body, "data") ?? {}, "scopes");
      if (!Array.isArray(found)) return failure("lark_bad_answer", "retry", "the app's scopes did not come");
      const granted = found.filter(
        (scope) =>
          isJsonObject(scope) &&
          own(scope, "grant_status") === GRANTED &&
          ownString(scope, "scope_type") !== "user",
      );
      return { ok: true, scopes: new Set(granted.flatMap((scope) => ownString(scope, "scope_name") ?? [])) };
    },

    async connections() {
      const path = "/open-apis/event/v1/connection";
      const answer = await call({ api: "app.connections", family: "bot", method: "GET", path });
      if (!answer.ok) return answer;
      const count = own(ownObject(answer.body, "data") ?? {}, "online_instance_cnt");
      if (typeof count === "number") return { ok: true, count };
      return failure("lark_bad_answer", "retry", "the number of connections did not come");
    },
  };
}
