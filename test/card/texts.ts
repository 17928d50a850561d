import * as fc from "fast-check";

import type { Approval, Vote } from "../../src/approval/approval.ts";
import type { Person } from "../../src/approval/person.ts";
import { aPendingApproval } from "../support/a-request.ts";

/** What somebody could write to get out of the text that they were given. */
const TRICKS = [
  "<at id=all></at>",
  "< at id=all>",
  "</at>",
  "<AT ID='ou_1'>",
  "<at\nid=all>",
  "&lt;at id=all&gt;",
  "&#60;at id=all&#62;",
  "&#x3C;at id=all>",
  "&LT;at",
  "&#0060at",
  "<person id='ou_nobody'></person>",
  "<audio file_key='x'></audio>",
  "<font color='red'>",
  "</font>",
  "<br>",
  "<script>",
  "![a](img_key)",
  "![a][b]",
  "[b]: img_key",
  "[x](javascript:alert(1))",
  "[x](https://example.com)",
  "[x](http://user@example.com",
  "<https://example.com>",
  "https://example.com",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
  "```",
  "```\n",
  "\n```js\n",
  "~~~",
  "`",
  "``",
  "**",
  "_",
  "~~",
  "# ",
  "- ",
  "1. ",
  "> ",
  "    ",
  "---",
  "===",
  ":OK:",
  "\\",
  '"',
  "\n",
  "\n\n",
  "\r",
  "\t",
  "\u0000",
  "\u202E",
  "\uD800",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  "值",
] as const;

export const trickyText = fc
  .array(fc.oneof(fc.constantFrom(...TRICKS), fc.string({ unit: "grapheme", maxLength: 12 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

const longText = fc.oneof(
  trickyText,
  fc
    .tuple(trickyText, fc.integer({ min: 1, max: 2000 }))
    .map(([text, times]) => text.repeat(times).slice(0, 20_000)),
);

const person: fc.Arbitrary<Person> = fc.record(
  {
    open_id: fc.oneof(fc.stringMatching(/^ou_[0-9a-f]{32}$/), trickyText),
    user_id: fc.oneof(fc.stringMatching(/^[0-9a-z]{8}$/), fc.constantFrom("all", "ALL"), trickyText),
    union_id: fc.oneof(fc.stringMatching(/^on_[0-9a-f]{32}$/), trickyText),
    name: trickyText,
  },
  { requiredKeys: [] },
);

const date = fc.date({ min: new Date(0), max: new Date("2099-01-01"), noInvalidDate: true });

const vote: fc.Arbitrary<Vote> = fc.record(
  {
    verdict: fc.constantFrom("approve", "reject"),
    stage: fc.nat(4),
    by: person,
    for: person,
    at: date,
    reason: longText,
    break_glass: fc.constant(true),
  },
  { requiredKeys: ["verdict", "stage", "by", "at"] },
);

const signature = fc.record({ id: fc.constant("sig_1"), purpose: longText, validity: trickyText });

/** The parts of a request but its stages, well beyond what one may hold. */
const request = fc.record({
  title: longText,
  summary: longText,
  fields: fc.oneof(
    fc.array(fc.record({ label: longText, value: longText }), { maxLength: 14 }),
    fc.array(fc.record({ label: trickyText, value: trickyText }), { minLength: 100, maxLength: 200 }),
  ),
  requested_by: fc.option(person, { nil: undefined }),
  risk: fc.constantFrom("low", "normal", "high"),
  reason: fc.constantFrom("off", "optional", "required"),
  comment: fc.boolean(),
  supersedes: fc.option(trickyText, { nil: undefined }),
  signature: fc.option(signature, { nil: undefined }),
});

const policy = fc.record({
  approve: fc.integer({ min: 1, max: 200 }),
  reject: fc.integer({ min: 1, max: 200 }),
});

const progress = fc.record({
  stage: fc.nat(4),
  escalated: fc.boolean(),
  supersededBy: fc.option(trickyText, { nil: undefined }),
  withdrawnBy: fc.option(person, { nil: undefined }),
});

/** Any approval at all: any votes in any of five stages, whatever could have led to them. */
export const approval: fc.Arbitrary<Approval> = fc
  .record({
    status: fc.constantFrom("pending", "approved", "rejected", "expired", "cancelled"),
    request,
    policies: fc.array(policy, { minLength: 5, maxLength: 10 }),
    isFlat: fc.boolean(),
    progress,
    votes: fc.array(vote, { maxLength: 60 }),
    at: date,
  })
  .map(({ status, request, policies, isFlat, progress, votes, at }) => {
    const stages = policies.map((each) => ({ to: [], approvers: "anyone" as const, policy: each }));
    return aPendingApproval(
      { ...request, stages: isFlat ? stages.slice(0, 1) : stages },
      {
        status,
        votes: isFlat ? votes.map((each) => ({ ...each, stage: 0 })) : votes,
        progress: { ...progress, stage: isFlat ? 0 : progress.stage, stageStartedAt: at, reminders: 0 },
        createdAt: at,
        expiresAt: at,
        decidedAt: status === "pending" ? undefined : at,
      },
    );
  });
