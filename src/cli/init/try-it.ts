import { broken, skipped, warning } from "../doctor/finding.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { IdByKind } from "../request/parse-person.ts";
import { canBeAsked } from "./ask.ts";
import { consolePage } from "./console-page.ts";
import { awaitClick, type ClickOptions, nameOf, sendFirstCard, takeBack } from "./first-card.ts";
import { askForRecipient } from "./gather-answers.ts";
import type { SetUp } from "./set-up.ts";
import { startTrial } from "./start-trial.ts";
import { StepFault, type Steps } from "./steps.ts";

export interface TryOptions {
  readonly steps: Steps;
  readonly io: Io;
  readonly signal: AbortSignal;
  /** To wait for the click. */
  readonly seconds: number;
}

/**
 * Sends a first card from a server of its own, waits for its click, and answers who got it. A card that nobody pressed is
 * taken back: its server is gone after this. Throws StepFault, CliError, and an AbortError when it was told to end.
 */
export async function tryIt(found: SetUp, options: TryOptions): Promise<IdByKind> {
  const { steps, io, signal, seconds } = options;
  const { path, app } = found;
  const to = await recipient(found, options);
  await using trial = await startTrial(path, io, signal);
  const { connection, callbackUrl } = trial;
  const advice = `if the phone showed 200340: ${subscribing(found, callbackUrl)}; ${ALONE}`;
  if (callbackUrl !== undefined) steps.note(skipped("callbacks", subscribing(found, callbackUrl)));
  const approval = await sendFirstCard({ connection, to, app, signal });
  steps.ok("card", `“${approval.title}” is sent to ${nameOf(to)}: press a button on it`);
  const onSilence = (): void => steps.note(warning("click", "nobody has pressed yet", advice));
  try {
    steps.ok("click", await clicked({ connection, approval, seconds, signal, onSilence }, advice));
    return to;
  } catch (fault) {
    await takeBack(connection, approval.id);
    throw fault;
  }
}

/** What to say of the click. Throws StepFault when none came. */
async function clicked(options: ClickOptions, advice: string): Promise<string> {
  const began = performance.now();
  const ended = await awaitClick(options);
  if (ended === undefined) {
    throw new StepFault(broken("click", `nobody pressed within ${options.seconds} s`, advice), EXIT.timeout);
  }
  const took = ((performance.now() - began) / 1000).toFixed(1);
  const shown = ended.isShown ? ", and the card shows it" : "";
  return `${ended.approval.status}, ${took} s after it was sent${shown}`;
}

const ALONE =
  "if it showed another code, see doctor --explain; another server of this app may have had the click";

/** What has to be switched on in the console for clicks to come. */
function subscribing({ app: { domain, appId } }: SetUp, callbackUrl: string | undefined): string {
  const page = consolePage(domain, appId, "event?tab=callback");
  const road =
    callbackUrl === undefined ? "choose the persistent connection" : `send callbacks to ${callbackUrl}`;
  return `${page}: ${road}, add "Card action trigger" (card.action.trigger), and release a version`;
}

async function recipient({ to, path }: SetUp, { io, signal }: TryOptions): Promise<IdByKind> {
  if (to !== undefined) return to;
  if (canBeAsked(io)) {
    // An answer that is waited for would keep the process.
    const leave = (): void => io.exit(EXIT.interrupted);
    signal.addEventListener("abort", leave);
    const answer = await askForRecipient(io);
    signal.removeEventListener("abort", leave);
    return answer;
  }
  const fix = `say who gets it: ${io.self} init --force --config ${path} --to ou_…`;
  throw new StepFault(broken("card", "whoever scanned the code is not known", fix), EXIT.general);
}
