import { Elysia, t } from "elysia";

import type { PostingService } from "../../posting/posting-service.ts";
import { historyView } from "./approval-view.ts";
import { authenticate, authorize, authorizeFirst, type Identify } from "./authenticate.ts";
import { CardQuery, CardView, CreateCard, ReplaceCard } from "./card-schema.ts";
import { cardView, toPostingRequest } from "./card-view.ts";
import { requestIdOf } from "./error-responses.ts";
import { ErrorView } from "./error-view.ts";
import { HistoryView } from "./history-schema.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { parseJson } from "./parse-json.ts";

export interface CardRoutesOptions {
  readonly service: PostingService;
  readonly identify: Identify;
}

const LIST_LENGTH = 20;
const REFUSED = { 401: ErrorView, 403: ErrorView };

/** The API of posted cards under `/v1`, for bearers of a token. */
export function cardRoutes({ service, identify }: CardRoutesOptions) {
  return new Elysia({ prefix: "/v1/cards", normalize: false, detail: { tags: ["cards"] } })
    .use(authenticate(identify))
    .post(
      "",
      async ({ body, headers, request, tokenId, set }) => {
        // Such a button answers an approval in the clicker's name, and only the card's author knows what it says.
        if (body.actions?.some(({ decide }) => decide !== undefined))
          authorize({ request, set }, identify, ["admin"]);
        const { posting, replayed } = await service.create(
          toPostingRequest(body),
          { kind: "token", id: tokenId },
          readIdempotencyKey(headers["idempotency-key"], tokenId, body),
          requestIdOf(set),
        );
        set.status = 201;
        if (replayed) set.headers["idempotent-replayed"] = "true";
        return cardView(posting);
      },
      {
        scope: ["requests"],
        parse: [authorizeFirst(identify, ["requests"]), parseJson(CreateCard), "json"],
        body: CreateCard,
        headers: t.Object({ "idempotency-key": t.Optional(t.String()) }),
        response: { 201: CardView, 400: ErrorView, 404: ErrorView, 409: ErrorView, ...REFUSED },
        detail: {
          summary: "Post a card of any sort",
          description: "A button that decides an approval takes a token with the scope admin.",
        },
      },
    )
    .get("/:id", async ({ params }) => cardView(await service.find(params.id)), {
      scope: ["requests", "read"],
      response: { 200: CardView, 404: ErrorView, ...REFUSED },
      detail: { summary: "Show one as it stands" },
    })
    .get(
      "",
      async ({ query }) => {
        const limit = query.limit ?? LIST_LENGTH;
        const found = await service.list({ after: query.cursor, limit: limit + 1 });
        const page = found.slice(0, limit);
        return {
          data: page.map(cardView),
          next_cursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
        };
      },
      {
        scope: ["requests", "read"],
        query: CardQuery,
        response: {
          200: t.Object({ data: t.Array(CardView), next_cursor: t.Union([t.String(), t.Null()]) }),
          400: ErrorView,
          ...REFUSED,
        },
        detail: { summary: "List them, newest first" },
      },
    )
    .put(
      "/:id/card",
      async ({ params, body, tokenId, set }) => {
        const actor = { kind: "token", id: tokenId } as const;
        return cardView(await service.replaceCard(params.id, body.card, actor, requestIdOf(set)));
      },
      {
        scope: ["requests"],
        parse: [authorizeFirst(identify, ["requests"]), parseJson(ReplaceCard), "json"],
        body: ReplaceCard,
        response: { 200: CardView, 400: ErrorView, 404: ErrorView, 409: ErrorView, ...REFUSED },
        detail: { summary: "Show everybody another card" },
      },
    )
    .get("/:id/events", async ({ params }) => historyView(await service.history(params.id)), {
      scope: ["requests", "read"],
      response: { 200: HistoryView, 404: ErrorView, ...REFUSED },
      detail: { summary: "What happened to it" },
    });
}
