import { describe, expect, test } from "bun:test";

import { chooseWay, type WayChoice, type WayQuestion } from "../../src/posting/choose-way.ts";

const NOW = new Date("2026-03-20T09:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Each kind of card that the platform tells apart. */
const CARDS = {
  shared1: { config: { update_multi: true }, elements: [] },
  own1: { config: { update_multi: false }, elements: [] },
  silent1: { elements: [] },
  shared2: { schema: "2.0", config: { update_multi: true }, body: { elements: [] } },
  silent2: { schema: "2.0", body: { elements: [] } },
  template: { type: "template", data: { template_id: "AAq1" } },
} as const;

type Kind = keyof typeof CARDS;

const KINDS = ["shared1", "own1", "silent1", "shared2", "silent2", "template"] as const satisfies Kind[];
const FAMILY = {
  shared1: "1.0 for all",
  own1: "1.0 for each",
  silent1: "1.0 for each",
  shared2: "2.0",
  silent2: "2.0",
  template: "template",
} as const;
/** Written out, as an update by the message's id needs it; what a template says is not seen. */
const SAYS_SHARED = new Set<Kind>(["shared1", "shared2", "template"]);

const GRANTS = {
  none: undefined,
  good: aGrant({}),
  last: aGrant({ usesLeft: 1 }),
  used: aGrant({ usesLeft: 0 }),
  over: aGrant({ until: NOW }),
} as const;

function aGrant(about: object) {
  return { token: "c-1", until: new Date(NOW.getTime() + MINUTE), usesLeft: 2, openId: "ou_ann", ...about };
}

const ASKED = ["auto", "answer", "message", "token"] as const;
const AGES = [0, 14 * DAY, 14 * DAY + 1] as const;

interface World {
  readonly asked: (typeof ASKED)[number];
  readonly before: Kind;
  readonly after: Kind;
  readonly messageId: string | undefined;
  readonly age: number;
  readonly grant: keyof typeof GRANTS;
  readonly inTime: boolean;
}

function* worlds(): Generator<World> {
  for (const asked of ASKED)
    for (const before of KINDS)
      for (const after of KINDS)
        for (const messageId of ["om_1", undefined])
          for (const age of AGES)
            for (const grant of ["none", "good", "last", "used", "over"] as const)
              for (const inTime of [true, false])
                yield { asked, before, after, messageId, age, grant, inTime };
}

function ask(world: World): WayChoice {
  const question: WayQuestion = {
    ...world,
    before: CARDS[world.before],
    after: CARDS[world.after],
    sentAt: new Date(NOW.getTime() - world.age),
    grant: GRANTS[world.grant],
    now: NOW,
  };
  return chooseWay(question);
}

/** The platform's pages, told once more and plainly. */
function allowed({ before, after, messageId, age, grant, inTime }: World): readonly string[] {
  if (FAMILY[before] !== FAMILY[after]) return [];
  const shared = SAYS_SHARED.has(before) && SAYS_SHARED.has(after);
  return [
    ...(inTime ? ["answer"] : []),
    ...(messageId !== undefined && shared && age <= 14 * DAY ? ["message"] : []),
    ...(grant === "good" || grant === "last" ? ["token"] : []),
  ];
}

describe("of all cards, ages, tokens and wishes", () => {
  test("no way is taken that the platform forbids, and one always where it allows any", () => {
    const odd = [...worlds()].filter((world) => {
      const ways = allowed(world);
      const { way } = ask(world);
      return ways.length === 0 ? way !== "none" : !ways.includes(way);
    });
    expect(odd).toEqual([]);
    expect([...worlds()]).toHaveLength(4 * 6 * 6 * 2 * 3 * 5 * 2);
  });

  test("the one that the button asks for is taken where it is allowed, else the first of the others", () => {
    const odd = [...worlds()].filter((world) => {
      const ways = allowed(world);
      const wanted = ways.includes(world.asked) ? world.asked : (ways[0] ?? "none");
      return ask(world).way !== wanted;
    });
    expect(odd).toEqual([]);
  });

  test("a token's update names the clicker for a card of each person's own, and nobody for a shared one", () => {
    for (const world of worlds()) {
      const choice = ask(world);
      if (choice.way !== "token") continue;
      const own = FAMILY[world.after] === "1.0 for each";
      expect(choice.openIds).toEqual(own ? ["ou_ann"] : undefined);
    }
  });
});

test.each<[string, Partial<World>, string]>([
  ["of another schema", { after: "shared1" }, "card_form_differs"],
  ["of a template now", { after: "template" }, "card_form_differs"],
  ["whose message is not known", { messageId: undefined }, "message_unknown"],
  ["too old, its token used up", { age: 15 * DAY, grant: "used" }, "message_too_old"],
  [
    "of each person's own, its token over",
    { before: "own1", after: "own1", grant: "over" },
    "card_not_shared",
  ],
])("a card %s cannot be changed, and the code says why", (_, about, error) => {
  const world: World = {
    asked: "auto",
    before: "shared2",
    after: "shared2",
    messageId: "om_1",
    age: 0,
    grant: "none",
    inTime: false,
    ...about,
  };
  expect<object>(ask(world)).toEqual({ way: "none", error });
});
