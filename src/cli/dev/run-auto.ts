import type { SandboxMessage } from "../../sandbox/view.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { awaitCard } from "./await-card.ts";
import { type CardButton, clickOn, readCard } from "./card-state.ts";
import type { DevOptions } from "./dev-options.ts";
import { chooseCast, firstRequest } from "./first-request.ts";
import { type DevWorld, startDevWorld } from "./start-dev-world.ts";
import { createSteps, expectThat, StepError, type Steps } from "./steps.ts";

/** Milliseconds for all steps together. */
const DEADLINE = 10_000;
const ANY_PORT = { server: 0, sandbox: 0 } as const;

/** The whole loop without a browser: every step is checked and printed, and the first that fails ends it with 1. */
export async function runAuto(options: DevOptions, io: Io): Promise<ExitCode> {
  const steps = createSteps({ stdout: io.stdout, deadlineMs: DEADLINE });
  let world: DevWorld | undefined;
  try {
    world = await steps.take(
      ({ url, sandbox }) => `a server at ${url} and a pretend Lark at ${sandbox.url}`,
      () => startDevWorld(options, ANY_PORT, io),
    );
    await takeAll(steps, world);
    return EXIT.ok;
  } catch (fault) {
    if (!(fault instanceof StepError)) throw fault;
    io.stderr.write(`countersign: ${fault.message}\n`);
    return EXIT.general;
  } finally {
    await world?.stop();
  }
}

async function takeAll(steps: Steps, { sandbox, client }: DevWorld): Promise<void> {
  const cast = chooseCast(sandbox);
  const [approver] = cast.approvers;

  const { id } = await steps.take(
    ({ id }) => `asked through the API for ${approver.name}'s approval: ${id.slice(0, 12)}…`,
    () => client.create(firstRequest(cast)),
  );

  const card = await steps.take(
    `the card is in “${cast.group.name}”: orange, with Approve and Reject`,
    async (signal) => {
      const message = await awaitCard(sandbox, signal, () => true);
      expectLook(message, "orange", 2);
      return message;
    },
  );

  await steps.take(
    (toast) => `${cast.onlooker.name} clicks, who may not: “${toast}”`,
    async () => {
      const { toast } = await sandbox.click(clickOn(card, cast.onlooker.open_id, approveButton(card)));
      expectThat(toast !== undefined, "the click of somebody who may not was not refused");
      expectThat((await client.find(id)).decisions.length === 0, "a refused click was counted");
      return toast.content;
    },
  );

  await steps.take(`${approver.name} clicks Approve`, async () => {
    const { toast, code } = await sandbox.click(clickOn(card, approver.open_id, approveButton(card)));
    expectThat(
      toast === undefined && code === undefined,
      `the click was answered by ${toast?.content ?? code}`,
    );
  });

  await steps.take("the same card turns green, and its buttons are gone", async (signal) => {
    const message = await awaitCard(sandbox, signal, isNotOrange);
    expectThat(message.message_id === card.message_id, "another message was sent instead");
    expectLook(message, "green", 0);
  });

  await steps.take("the API says that it is approved, by whom, and the card stays as it is", async () => {
    const { status, decisions } = await client.find(id);
    expectThat(status === "approved", `the API says ${status}`);
    expectThat(decisions[0]?.by.open_id === approver.open_id, "the API names somebody else");
    const now = sandbox.message(card.message_id);
    expectThat(now !== undefined && sandbox.view().messages.length === 1, "there is another message");
    expectLook(now, "green", 0);
  });
}

function expectLook(message: SandboxMessage, template: string, buttons: number): void {
  const look = readCard(message);
  expectThat(look?.template === template, `the card is ${look?.template}, not ${template}`);
  expectThat(look.buttons.length === buttons, `the card has ${look.buttons.length} buttons, not ${buttons}`);
}

function isNotOrange(message: SandboxMessage): boolean {
  return readCard(message)?.template !== "orange";
}

function approveButton(message: SandboxMessage): CardButton {
  const button = readCard(message)?.buttons.find(({ value }) => value["action"] === "approve");
  expectThat(button !== undefined, "the card has no button to approve");
  return button;
}
