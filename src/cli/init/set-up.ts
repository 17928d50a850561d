import { randomBytes } from "node:crypto";

import { mintToken } from "../../api-token.ts";
import { ConfigError } from "../../config/config-error.ts";
import { readConfig } from "../../config/config.ts";
import { SETTINGS } from "../../config/settings.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import type { IdByKind } from "../request/parse-person.ts";
import { type App, checkApp } from "./check-app.ts";
import type { Answers } from "./gather-answers.ts";
import type { SettingTexts } from "./given-settings.ts";
import { hiddenSettings } from "./hidden-settings.ts";
import { makeApp } from "./make-app.ts";
import type { Steps } from "./steps.ts";
import { tryToWrite, writeSettings } from "./write-settings.ts";

export interface SetUpOptions {
  readonly steps: Steps;
  readonly io: Io;
  readonly signal: AbortSignal;
}

export interface SetUp {
  readonly path: string;
  readonly app: App;
  /** Who gets the first card, if that is known. */
  readonly to: IdByKind | undefined;
}

/**
 * Makes the app if there is none, tries it, and writes the settings. Those of an app that was just made are written before
 * it is tried: nobody is given its secret twice. Throws StepFault, CliError, and an AbortError when it was told to end.
 */
export async function setUp({ path, settings, to }: Answers, options: SetUpOptions): Promise<SetUp> {
  const { steps, signal } = options;
  const { LARK_APP_ID: appId, LARK_APP_SECRET: appSecret, LARK_DOMAIN: domain } = settings;
  if (appId === undefined || appSecret === undefined || domain === undefined) {
    const made = await makeIt({ path, settings, to }, options);
    return { path, ...made, to: to ?? made.to };
  }
  const app = { appId, appSecret, domain, baseUrl: SETTINGS.LARK_DOMAIN.read(domain) };
  const whole = complete(settings);
  await checkApp(app, { steps, clock: options.io.clock, isOverSocket: isOverSocket(settings), signal });
  write(path, whole, options);
  return { path, app, to };
}

/** Whoever scanned gets the first card: the platform has been seen to give the bot's own id in that place. */
async function makeIt({ path, settings }: Answers, options: SetUpOptions): Promise<Omit<SetUp, "path">> {
  const { steps, io, signal } = options;
  const draft = { ...settings, LARK_APP_ID: "cli_", LARK_APP_SECRET: "to-be-made", LARK_DOMAIN: "feishu" };
  // Found out before somebody scans: afterwards the app is there, and its secret would be lost.
  tryToWrite(path, complete(draft));
  const asked = settings.LARK_DOMAIN ?? "";
  const { appId, appSecret, brand, openId } = await makeApp(asked, io, signal);
  steps.ok("app", `${appId}, made by scanning`);
  const domain = /^https?:/.test(asked) ? asked : brand;
  const app = { appId, appSecret, domain, baseUrl: SETTINGS.LARK_DOMAIN.read(domain) };
  const made = { LARK_APP_ID: appId, LARK_APP_SECRET: appSecret, LARK_DOMAIN: domain };
  write(path, complete({ ...settings, ...made }), options);
  const bot = await checkApp(app, { steps, clock: io.clock, isOverSocket: isOverSocket(settings), signal });
  return { app, to: openId === undefined || openId === bot ? undefined : { open_id: openId } };
}

function isOverSocket({ COUNTERSIGN_TRANSPORT: transport }: SettingTexts): boolean {
  return transport !== "http";
}

/** With an API token, if there is none. Throws CliError `usage` for what a server would not start with. */
function complete(settings: SettingTexts): SettingTexts {
  const whole = { COUNTERSIGN_TOKEN: mintToken(randomBytes), ...settings };
  try {
    readConfig({ flags: whole, env: {}, file: null, uid: 1 });
    return whole;
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    throw new CliError("usage", fault.mistakes.join("; "), { cause: fault });
  }
}

function write(path: string, settings: SettingTexts, { steps, io }: SetUpOptions): void {
  writeSettings(path, settings);
  steps.ok("settings", `written to ${path}, for its owner alone`);
  for (const finding of hiddenSettings(settings, io)) steps.note(finding);
}
