import { setTimeout as pause } from "node:timers/promises";

import { ACCOUNTS, type Accounts } from "../../registration/accounts.ts";
import { NEEDED } from "../../registration/addons.ts";
import { awaitCredentials, type NewApp } from "../../registration/await-credentials.ts";
import { beginRegistration } from "../../registration/begin-registration.ts";
import { RegistrationError, type RegistrationErrorCode } from "../../registration/registration-error.ts";
import { broken } from "../doctor/finding.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { drawQr } from "./draw-qr.ts";
import { StepFault } from "./steps.ts";

/**
 * Shows a code on standard error, and answers the app that whoever scans it makes. `domain` counts only where it is a URL:
 * whose app it becomes is known once it was scanned. Throws StepFault, and an AbortError when it was told to end.
 */
export async function makeApp(domain: string, io: Io, signal: AbortSignal): Promise<NewApp> {
  const accounts = accountsOf(domain);
  try {
    const registration = await beginRegistration({ accounts, addons: NEEDED, fetch, signal });
    io.stderr.write(invitation(registration.url, registration.expiresInSeconds, io));
    const [now, sleep] = [() => performance.now(), sleepFor];
    return await awaitCredentials(registration, { accounts, fetch, now, sleep, signal });
  } catch (fault) {
    if (!(fault instanceof RegistrationError)) throw fault;
    const [exit, fix] = ENDS[fault.code];
    throw new StepFault(broken("app", fault.message, fix), exit);
  }
}

function accountsOf(domain: string): Accounts {
  return /^https?:/.test(domain) ? { feishu: domain, lark: domain } : ACCOUNTS;
}

function invitation(url: string, seconds: number, { stderr }: Io): string {
  const by = `and say yes within ${Math.ceil(seconds / 60)} min:\n  ${url}\n\n`;
  const code = drawQr(url, stderr);
  if (code === undefined) return `Open this where you use Lark or Feishu, ${by}`;
  const isTall = code.split("\n").length + BELOW > (stderr.rows ?? Number.POSITIVE_INFINITY);
  const taller = isTall ? " (make the window taller to see all of it)" : "";
  return `\n${code}\nScan this with Lark or Feishu${taller}, or open it, ${by}`;
}

/** Lines that are written below the code. */
const BELOW = 4;

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal });
}

const BY_HAND =
  "make it in the developer console, https://open.larksuite.com/app or https://open.feishu.cn/app";

const ENDS: Readonly<Record<RegistrationErrorCode, readonly [ExitCode, string]>> = {
  denied: [EXIT.auth, `run it again and say yes, or ${BY_HAND}, and name it by --app-id`],
  expired: [EXIT.timeout, "run it again: the next code is a new one"],
  refused: [EXIT.general, `${BY_HAND}, and name it by --app-id`],
  unreachable: [EXIT.network, "check the network, DNS and the proxy of this machine"],
  bad_answer: [EXIT.network, "something else answers: is there a proxy between?"],
};
