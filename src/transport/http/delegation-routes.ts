import { Elysia } from "elysia";

import type { DelegationService } from "../../approval/delegation-service.ts";
import type { Delegation } from "../../approval/delegation.ts";
import type { DelegationRequest } from "../../approval/new-delegation.ts";
import { authenticate, authorizeFirst, type Identify } from "./authenticate.ts";
import { CreateDelegation, DelegationPage, DelegationQuery, DelegationView } from "./delegation-schema.ts";
import { ErrorView } from "./error-view.ts";
import { parseJson } from "./parse-json.ts";

export interface DelegationRoutesOptions {
  readonly service: DelegationService;
  readonly identify: Identify;
}

const LIST_LENGTH = 100;

/** `/v1/delegations`: who answers in whose place, for a time. */
export function delegationRoutes({ service, identify }: DelegationRoutesOptions) {
  return new Elysia({ prefix: "/v1/delegations", normalize: false, detail: { tags: ["delegations"] } })
    .use(authenticate(identify))
    .post(
      "",
      async ({ body, tokenId, set }) => {
        const delegation = await service.create(toDelegationRequest(body), { kind: "token", id: tokenId });
        set.status = 201;
        return delegationView(delegation);
      },
      {
        scope: ["admin"],
        parse: [authorizeFirst(identify, ["admin"]), parseJson(CreateDelegation), "json"],
        body: CreateDelegation,
        response: { 201: DelegationView, 400: ErrorView, 401: ErrorView, 403: ErrorView },
        detail: { summary: "Hand an approver's place to another for a time, also in what is pending" },
      },
    )
    .get(
      "",
      async ({ query }) => ({ data: (await service.list(query.limit ?? LIST_LENGTH)).map(delegationView) }),
      {
        scope: ["admin"],
        query: DelegationQuery,
        response: { 200: DelegationPage, 400: ErrorView, 401: ErrorView, 403: ErrorView },
        detail: { summary: "List them, newest first, those that are over too" },
      },
    )
    .delete(
      "/:id",
      async ({ params, tokenId }) =>
        delegationView(await service.revoke(params.id, { kind: "token", id: tokenId })),
      {
        scope: ["admin"],
        parse: "none",
        response: { 200: DelegationView, 401: ErrorView, 403: ErrorView, 404: ErrorView },
        detail: { summary: "Revoke one, from the next click on" },
      },
    );
}

function toDelegationRequest({
  from,
  to,
  starts_at,
  ends_at,
  duration,
}: CreateDelegation): DelegationRequest {
  return { from, to, startsAt: toDate(starts_at), endsAt: toDate(ends_at), duration };
}

function toDate(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

function delegationView({ id, from, to, startsAt, endsAt, revokedAt }: Delegation): DelegationView {
  return {
    id,
    // The cast takes off `undefined` only: the route checks what it answers.
    ...({ from, to } as Pick<DelegationView, "from" | "to">),
    starts_at: startsAt.toISOString(),
    ends_at: endsAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  };
}
