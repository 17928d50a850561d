import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../support/browser.ts";
import { tempDir } from "../support/temp-dir.ts";
import { openStory, type Story } from "./open-story.ts";
import { ADA, GRACE, GROUP, HUIYIN } from "./open-world.ts";

const stage = (...people: readonly string[]) => ({
  to: [{ chat_id: GROUP }],
  approvers: people.map((open_id) => ({ open_id })),
});
/** What only a list of stages may say in place of the flat form. */
const STAGES = { to: undefined, approvers: undefined };

describeInBrowser("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());

  test("a request of two stages asks the second when the first has said yes, and ends green on both cards", async () => {
    await using story = await openStory(browser);
    const id = await story.ask({ ...STAGES, stages: [stage(ADA), stage(GRACE)] });
    await seen(story, {
      card: 0,
      template: "orange",
      en: ["Stage 1 of 2 · waiting for an answer", "Stage 2 begins once this one is approved"],
      zh: ["第 1/2 阶段 · 等待审批", "本阶段通过后进入第 2 阶段"],
      buttons: BOTH,
    });
    await story.press(0, "Ada Lovelace", "Approve");
    await seen(story, {
      card: 1,
      template: "orange",
      en: ["Stage 1 of 2 · Approved", "@Ada Lovelace", "Stage 2 of 2 · waiting for an answer"],
      zh: ["第 1/2 阶段 · 已通过", "@Ada Lovelace", "第 2/2 阶段 · 等待审批"],
      buttons: BOTH,
    });
    await seen(story, {
      card: 0,
      template: "orange",
      en: ["This stage is done; the next approvers have a card of their own"],
      zh: ["本阶段已完成，后续审批人会收到各自的卡片"],
      buttons: NONE,
    });
    await story.press(1, "Grace Hopper", "Approve");
    for (const card of [0, 1]) {
      await seen(story, {
        card,
        template: "green",
        en: ["Stage 1 of 2 · Approved", "Stage 2 of 2 · Approved", "@Grace Hopper"],
        zh: ["第 1/2 阶段 · 已通过", "第 2/2 阶段 · 已通过", "@Grace Hopper"],
        buttons: NONE,
      });
    }
    expect((await story.world.client.find(id)).status).toBe("approved");
  });

  test("who rejects has to say why in the form, and the red card shows it", async () => {
    await using story = await openStory(browser);
    const id = await story.ask({ reason: "required", comment: true });
    await seen(story, { card: 0, template: "orange", en: [], zh: [], buttons: BOTH });
    await story.press(0, "Ada Lovelace", "Reject");
    await story.toast("Please say why before you reject.");
    expect((await story.world.client.find(id)).status).toBe("pending");

    await story.card("en", 0).getByPlaceholder("A comment, or why you reject").fill("Not on a *Friday*");
    await story.press(0, "Ada Lovelace", "Reject");
    await seen(story, {
      card: 0,
      template: "red",
      en: ["Rejected by", "@Ada Lovelace", "“Not on a *Friday*”"],
      zh: ["拒绝人", "@Ada Lovelace", "“Not on a *Friday*”"],
      buttons: NONE,
    });
    expect(await story.world.client.find(id)).toMatchObject({
      status: "rejected",
      decisions: [{ reason: "Not on a *Friday*" }],
    });
  });

  test("who approves need not say a word where a rejection needs a reason", async () => {
    await using story = await openStory(browser);
    await story.ask({ reason: "required", comment: true });
    await story.press(0, "Ada Lovelace", "Approve");
    await seen(story, { card: 0, template: "green", en: ["Approved by"], zh: ["通过人"], buttons: NONE });
  });

  test("who asked takes the request back, and nobody else can", async () => {
    await using story = await openStory(browser);
    const id = await story.ask({ requested_by: { open_id: HUIYIN } });
    await story.press(0, "Ada Lovelace", "Withdraw");
    await story.confirm();
    await story.toast("Only who asked may take the request back.");
    expect((await story.world.client.find(id)).status).toBe("pending");

    await story.press(0, "林徽因", "Withdraw");
    await story.confirm();
    await seen(story, {
      card: 0,
      template: "grey",
      en: ["Cancelled", "Withdrawn by @林徽因"],
      zh: ["已取消", "由 @林徽因 撤回"],
      buttons: NONE,
    });
    expect((await story.world.client.find(id)).status).toBe("cancelled");
  });

  test("somebody to whom an approver has handed over answers in that approver's place", async () => {
    await using story = await openStory(browser);
    const id = await story.ask({ approvers: [{ open_id: ADA }, { open_id: GRACE }], policy: { approve: 2 } });
    await story.press(0, "林徽因", "Approve");
    await story.toast("Only the approvers of this request may answer it.");
    await story.post("/v1/delegations", { from: { open_id: ADA }, to: { open_id: HUIYIN }, duration: 3_600 });
    await story.press(0, "林徽因", "Approve");
    await seen(story, {
      card: 0,
      template: "orange",
      en: ["1 of 2 approved", "@林徽因 for @Ada Lovelace"],
      zh: ["已通过 1/2", "@林徽因 代 @Ada Lovelace"],
      buttons: BOTH,
    });
    expect(await story.world.client.find(id)).toMatchObject({
      decisions: [{ by: { open_id: HUIYIN }, for: { open_id: ADA } }],
    });
  });

  test("the use of a signature is asked for with its picture, and the green card says until when it is valid", async () => {
    await using story = await openStory(browser);
    await story.askForSignature("drawn.jpg", { purpose: "Contract 42", validity: "1 week" });
    await seen(story, {
      card: 0,
      template: "orange",
      en: ["Purpose", "Contract 42", "1 week after approval"],
      zh: ["用途", "Contract 42", "通过后 1 周内有效"],
      buttons: BOTH,
    });
    await story.seesPicture(0);
    await story.press(0, "Ada Lovelace", "Approve");
    await seen(story, {
      card: 0,
      template: "green",
      en: ["Valid until", "Approved by"],
      zh: ["有效期至", "通过人"],
      buttons: NONE,
    });
    await story.seesPicture(0);
  });

  test.each<[string, Readonly<Record<string, unknown>>, (story: Story, id: string) => Promise<void>, Ending]>(
    [
      ["expires", { expires_in: 0.3 }, async () => {}, { template: "grey", en: ["Expired"], zh: ["已过期"] }],
      [
        "is cancelled",
        {},
        async ({ world }, id) => void (await world.client.cancel(id)),
        { template: "grey", en: ["Cancelled"], zh: ["已取消"] },
      ],
      [
        "is replaced",
        {},
        async (story, id) => void (await story.ask({ supersedes: id })),
        { template: "grey", en: ["Replaced by another request"], zh: ["已由另一申请取代"] },
      ],
      [
        "is decided past its policy",
        { policy: { approve: 2 } },
        (story, id) => story.post(`/v1/approvals/${id}/decide`, { verdict: "approve", reason: "INC-4711" }),
        {
          template: "green",
          en: [
            "Break-glass",
            "Approved past the policy, by an administrator",
            "administrator ·",
            "“INC-4711”",
          ],
          zh: ["紧急处置", "管理员越过审批规则，直接通过", "administrator ·", "“INC-4711”"],
        },
      ],
    ],
  )("a request that %s says so on its card", async (_, about, end, ending) => {
    await using story = await openStory(browser);
    const id = await story.ask(about);
    await end(story, id);
    await seen(story, { card: 0, buttons: NONE, ...ending });
  });
});

interface Ending {
  readonly template: string;
  readonly en: readonly string[];
  readonly zh: readonly string[];
}

interface Look extends Ending {
  /** Of the cards in the chat, from 0. */
  readonly card: number;
  readonly buttons: Readonly<Record<"en" | "zh", readonly string[]>>;
}

const BOTH = { en: ["Approve", "Reject"], zh: ["通过", "拒绝"] };
const NONE = { en: [], zh: [] };

/** What the card looks like to a reader of each language, and what it says there; a picture of each is taken. */
async function seen(story: Story, look: Look): Promise<void> {
  const shots = tempDir();
  for (const language of ["en", "zh"] as const) {
    const card = story.card(language, look.card);
    await card.locator(`[data-template=${look.template}]`).waitFor();
    for (const text of look[language]) await card.getByText(text).first().waitFor();
    expect(await card.getByRole("button").allTextContents()).toEqual([...look.buttons[language]]);
    const picture = join(shots, `${language}.png`);
    await card.screenshot({ path: picture });
    expect((await Bun.file(picture).bytes()).subarray(1, 4)).toEqual(new TextEncoder().encode("PNG"));
  }
}
