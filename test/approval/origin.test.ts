import { describe, expect, test } from "bun:test";

import type { Card } from "../../src/approval/approval.ts";
import { type Origin, withOrigin } from "../../src/approval/origin.ts";
import { aCard, aPendingApproval } from "../support/a-request.ts";

const ANN = { open_id: "ou_ann", user_id: "ann", union_id: "on_ann" };

function from(origin: Partial<Origin>): Origin {
  return { message_id: "om_new", chat_id: "oc_1", operator: ANN, ...origin };
}

function locate(cards: readonly Card[], origin: Partial<Origin>) {
  return withOrigin(aPendingApproval({}, { cards }), from(origin))?.cards;
}

describe("a click from a message that is known", () => {
  const sent = aCard({ state: "sent", message_id: "om_1", chat_id: "oc_1", attempted: true });

  test("is ours, in its chat", () => {
    expect(locate([sent], { message_id: "om_1" })).toEqual([sent]);
  });

  test("is ours where either chat is unknown: the long connection may leave it out", () => {
    const { chat_id: _, ...nowhere } = sent;
    expect(locate([sent], { message_id: "om_1", chat_id: undefined })).toEqual([sent]);
    expect(locate([nowhere], { message_id: "om_1" })).toEqual([nowhere]);
  });

  test("is not ours in another chat", () => {
    expect(locate([sent], { message_id: "om_1", chat_id: "oc_else" })).toBeUndefined();
  });

  test("leaves the approval as it is", () => {
    const approval = aPendingApproval({}, { cards: [sent] });
    expect(withOrigin(approval, from({ message_id: "om_1" }))).toBe(approval);
  });
});

describe("a click from a message that is not known", () => {
  const onItsWay = aCard({ attempted: true });

  test("is of the card that is on its way to that chat, which learns its message from it", () => {
    const adopted = { ...onItsWay, message_id: "om_new", chat_id: "oc_1", state: "sent" } as const;
    expect(locate([onItsWay], {})).toEqual([adopted]);
  });

  test.each<[string, Card["to"]]>([
    ["open_id", { open_id: "ou_ann" }],
    ["user_id", { user_id: "ann" }],
    ["union_id", { union_id: "on_ann" }],
  ])("is of the card on its way to the person who clicked, by %s", (_, to) => {
    expect(locate([aCard({ to, attempted: true })], { chat_id: "oc_p2p" })?.[0]?.message_id).toBe("om_new");
    const other = { operator: { open_id: "ou_eve", user_id: "eve", union_id: "on_eve" } };
    expect(locate([aCard({ to, attempted: true })], other)).toBeUndefined();
  });

  test.each<[string, Card]>([
    ["on its way to another chat", aCard({ to: { chat_id: "oc_2" }, attempted: true })],
    ["not tried yet", aCard({ attempted: false })],
    ["in that chat under another message", aCard({ attempted: true, state: "sent", message_id: "om_1" })],
  ])("is not of a card that is %s", (_, card) => {
    expect(locate([card], {})).toBeUndefined();
  });

  test.each<[string, Card, Partial<Origin>]>([
    ["goes to an address that names nobody", aCard({ to: { email: "ann@x.example" }, attempted: true }), {}],
    [
      "goes to an id that the callback lacks",
      aCard({ to: { user_id: "ann" }, attempted: true }),
      { operator: { open_id: "ou_ann" } },
    ],
    ["goes to a chat, and the click does not say from which it is", onItsWay, { chat_id: undefined }],
  ])("counts, and is no card's yet, where the only card on its way %s", (_, card, origin) => {
    expect(locate([card], origin)).toEqual([card]);
  });

  test("is of one card only, and the others stay as they are", () => {
    const other = aCard({ id: "crd_2", to: { open_id: "ou_ben" }, attempted: true });
    const [first, second] = locate([onItsWay, other], {}) ?? [];
    expect(first?.message_id).toBe("om_new");
    expect(second).toBe(other);
  });

  describe("that may be one of several cards", () => {
    const toAnn = aCard({ attempted: true, to: { open_id: "ou_ann" } });
    const toTheChat = aCard({ id: "crd_2", attempted: true, to: { chat_id: "oc_1" } });

    test("is of the one to that chat, rather than of one to the person who clicked there", () => {
      const [first, second] = locate([toAnn, toTheChat], {}) ?? [];
      expect(first).toBe(toAnn);
      expect(second?.message_id).toBe("om_new");
    });

    test.each<[string, readonly Card[], Partial<Origin>]>([
      ["the chat is not told", [toAnn, toTheChat], { chat_id: undefined }],
      [
        "the person is addressed twice",
        [toAnn, aCard({ id: "crd_2", attempted: true, to: { union_id: "on_ann" } })],
        { chat_id: "oc_p2p" },
      ],
      [
        "another goes to an address, which may be theirs",
        [toAnn, aCard({ id: "crd_2", attempted: true, to: { email: "ann@x.example" } })],
        { chat_id: "oc_p2p" },
      ],
    ])("is ours, and no card's yet, where %s", (_, cards, origin) => {
      expect(locate(cards, origin)).toEqual(cards);
    });

    test("is of the only one left, where the others are known or go elsewhere", () => {
      const others = [
        aCard({ id: "crd_2", attempted: true, to: { union_id: "on_ann" }, message_id: "om_2" }),
        aCard({ id: "crd_3", attempted: true, to: { chat_id: "oc_1" } }),
        aCard({ id: "crd_4", attempted: false, to: { email: "ann@x.example" } }),
      ];
      expect(locate([toAnn, ...others], { chat_id: "oc_p2p" })?.[0]?.message_id).toBe("om_new");
    });
  });
});
