import { own, ownString } from "../protocol/json-object.ts";
import type { FetchToken } from "./access-token.ts";
import { callApi, type Caller } from "./call-api.ts";
import { failure } from "./lark-fault.ts";

export interface Credentials {
  readonly appId: string;
  /** Those in force at the moment, the newest first: while it is changed Lark may know either. */
  readonly appSecrets: () => readonly string[];
}

/**
 * Asks for the tenant access token of a custom app. The answer has its fields at top level, `expire` in seconds. A secret
 * that Lark refuses is followed by the next.
 */
export function fetchTenantToken({ appId, appSecrets }: Credentials, caller: Caller): FetchToken {
  return async () => {
    let result: TokenAnswer = failure("lark_bad_answer", "config", "there is no app secret");
    for (const appSecret of appSecrets()) {
      result = await ask(appSecret);
      if (result.ok || result.error.kind !== "config") break;
    }
    return result;
  };

  async function ask(appSecret: string): Promise<TokenAnswer> {
    const answer = await callApi(
      {
        api: "token",
        family: "token",
        method: "POST",
        path: "/open-apis/auth/v3/tenant_access_token/internal",
        body: { app_id: appId, app_secret: appSecret },
      },
      caller,
    );
    if (!answer.ok) return answer;
    const token = ownString(answer.body, "tenant_access_token");
    const expire = own(answer.body, "expire");
    if (!token || typeof expire !== "number" || !(expire > 0)) {
      return failure("lark_bad_answer", "retry", "an answer without a token");
    }
    return { ok: true, token, expiresInSeconds: expire };
  }
}

type TokenAnswer = Awaited<ReturnType<FetchToken>>;
