import { type Static, t } from "elysia";

import { LONGEST_LINK } from "../../signature/image-link.ts";
import { CreateApproval } from "./approval-schema.ts";
import { count } from "./count.ts";
import { ErrorView } from "./error-view.ts";
import { Person } from "./people-schema.ts";
import { Time } from "./time.ts";

/** The part `request` of `POST /v1/signatures`: an approval's body, and what the signature is for. */
export const CreateSignature = t.Object(
  {
    ...CreateApproval.properties,
    title: t.Optional(t.String({ minLength: 1, maxLength: 500, description: "Default: from the purpose" })),
    requested_by: t.Object(Person.properties, {
      additionalProperties: false,
      minProperties: 1,
      description: "Who wants to use it: an id, a name or both",
    }),
    purpose: t.String({ minLength: 1, maxLength: 400, description: "What it is to be put under" }),
    validity: t.String({
      minLength: 1,
      maxLength: 40,
      description: 'How long it may be used once approved: "1 week", "30 days", "12 hours", "3 months"',
    }),
  },
  { additionalProperties: false },
);
export type CreateSignature = Static<typeof CreateSignature>;

export const SignatureForm = t.Object(
  {
    image: t.Uint8Array({
      description: "PNG, JPEG or WebP, at most 10 MB, 12,000 pixels a side, 40 million in all",
    }),
    request: CreateSignature,
  },
  { additionalProperties: false },
);

const Nullable = t.Union([Time, t.Null()]);

export const SignatureView = t.Object({
  id: t.String({ description: "sig_…" }),
  status: t.Union([
    t.Literal("pending"),
    t.Literal("approved"),
    t.Literal("rejected"),
    t.Literal("expired"),
    t.Literal("revoked"),
  ]),
  approval: t.String({ description: "apr_…" }),
  purpose: t.String(),
  validity: t.String(),
  requested_by: t.Optional(Person),
  image: t.Object({
    media_type: t.String(),
    width: count(),
    height: count(),
    size: count({ description: "Bytes, as it is kept" }),
    sha256: t.String({ description: "Of the image as it is kept, in hex" }),
  }),
  created_at: Time,
  valid_from: Nullable,
  valid_until: t.Union([Time, t.Null()], { description: "null unless it was approved" }),
  revoked_at: Nullable,
});
export type SignatureView = Static<typeof SignatureView>;

export const SignatureList = t.Object({
  data: t.Array(SignatureView),
  next_cursor: t.Union([t.String(), t.Null()]),
});

export const SignaturesQuery = t.Object({
  limit: t.Optional(count({ title: "limit", minimum: 1, maximum: 100, description: "Default 20" })),
  cursor: t.Optional(t.String({ maxLength: 64, description: "next_cursor of the page before" })),
});

export const LinkBody = t.Object(
  {
    expires_in: t.Optional(
      count({
        minimum: 1,
        maximum: LONGEST_LINK,
        description: "Seconds. Default 300; never beyond valid_until",
      }),
    ),
  },
  { additionalProperties: false },
);

export const LinkView = t.Object({ url: t.String(), expires_at: Time });

/** Of a link to an image, in place of a token. */
export const LinkQuery = t.Object({
  exp: t.Optional(
    t.String({ pattern: "^[0-9]{1,12}$", description: "When the link ends, in seconds since 1970" }),
  ),
  by: t.Optional(t.String({ maxLength: 64, description: "The token that made it" })),
  sig: t.Optional(t.String({ maxLength: 64, description: "What makes it this server's" })),
});

export const REFUSALS = { 400: ErrorView, 401: ErrorView, 403: ErrorView, 404: ErrorView } as const;
