import { Elysia } from "elysia";

import type { ApprovalService } from "../../approval/approval-service.ts";
import type { Person } from "../../approval/person.ts";
import { ApiError } from "./api-error.ts";
import { ApprovalView } from "./approval-schema.ts";
import { approvalView } from "./approval-view.ts";
import { authenticate, authorizeFirst, type Identify } from "./authenticate.ts";
import { DecideBody, ExplainQuery, ExplanationView } from "./decision-schema.ts";
import { requestIdOf } from "./error-responses.ts";
import { ErrorView } from "./error-view.ts";
import { parseJson } from "./parse-json.ts";

export interface DecisionRoutesOptions {
  readonly service: ApprovalService;
  readonly identify: Identify;
}

/** Deciding past the policy, and why somebody may or may not decide by it. */
export function decisionRoutes({ service, identify }: DecisionRoutesOptions) {
  return new Elysia({ prefix: "/v1/approvals", normalize: false, detail: { tags: ["approvals"] } })
    .use(authenticate(identify))
    .post(
      "/:id/decide",
      async ({ params, body: { verdict, reason }, tokenId, tokenName, set }) => {
        const actor = { kind: "token", id: tokenId } as const;
        const by = { actor, name: tokenName, reason, requestId: requestIdOf(set) };
        return approvalView(await service.breakGlass(params.id, verdict, by));
      },
      {
        scope: ["admin"],
        parse: [authorizeFirst(identify, ["admin"]), parseJson(DecideBody), "json"],
        body: DecideBody,
        response: {
          200: ApprovalView,
          400: ErrorView,
          401: ErrorView,
          403: ErrorView,
          404: ErrorView,
          409: ErrorView,
        },
        detail: {
          summary: "Decide past the policy",
          description:
            "Breaks the glass: whoever sees the decision sees that, by which token, and the reason.",
        },
      },
    )
    .get(
      "/:id/explain",
      async ({ params, query }) =>
        // The cast takes off `undefined` only: the route checks what it answers.
        (await service.explain(params.id, onePerson(query))) as ExplanationView,
      {
        scope: ["requests", "read"],
        query: ExplainQuery,
        response: { 200: ExplanationView, 400: ErrorView, 401: ErrorView, 403: ErrorView, 404: ErrorView },
        detail: { summary: "Whether a person may answer now, and if not, why" },
      },
    );
}

/** Throws ApiError `invalid_request` unless there is one id of one person. */
function onePerson({ as, ...ids }: ExplainQuery): Person {
  const person = { ...ids, ...(as !== undefined && { open_id: as }) };
  const isTwice = as !== undefined && ids.open_id !== undefined;
  if (Object.keys(person).length === 1 && !isTwice) return person;
  throw new ApiError("invalid_request", "name one person: as=ou_…, or one of open_id, user_id, union_id");
}
