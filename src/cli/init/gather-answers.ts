import { InvalidArgumentError } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { type IdByKind, parseRecipient, RECIPIENT_FORMS } from "../request/parse-person.ts";
import { ask, askSecret, askUntil, canBeAsked } from "./ask.ts";
import { consolePage } from "./console-page.ts";
import { chooseFile, givenSettings, type SettingTexts } from "./given-settings.ts";
import type { InitOptions } from "./init-options.ts";

/** All that has to be known before the platform is asked. */
export interface Answers {
  /** The file to write. */
  readonly path: string;
  /** Without the app's credentials, it is to be made by scanning a code. */
  readonly settings: SettingTexts;
  /** Who gets the first card; whoever scans, if it is left out. */
  readonly to: IdByKind | undefined;
}

/** Takes what was said by flags, by the environment and by a file, and asks for the rest. Throws CliError. */
export async function gatherAnswers(options: InitOptions, io: Io): Promise<Answers> {
  const path = chooseFile(options, io);
  const given = givenSettings(options, path, io);
  if (!canBeAsked(io)) requireEnough(options, given);
  const appId = given.LARK_APP_ID ?? (options.qr === true ? "" : await ask(WHICH_APP, io));
  const app = appId === "" ? {} : await askForApp(appId, given, io);
  const settings: SettingTexts = { COUNTERSIGN_TRANSPORT: "socket", ...given, ...app };
  const callback = isOverHttp(settings) ? await askForCallback(settings, io) : {};
  const to = options.to ?? (appId === "" || !options.card ? undefined : await askForRecipient(io));
  return { path, settings: { ...settings, ...callback }, to };
}

/** Whoever gets the first card. */
export function askForRecipient(io: Io): Promise<IdByKind> {
  return askUntil(`Who gets the first card? ${RECIPIENT_FORMS}: `, parseRecipient, io);
}

const WHICH_APP = "The app's id, cli_… (Enter: make an app by scanning a code): ";

async function askForApp(appId: string, given: SettingTexts, io: Io): Promise<SettingTexts> {
  const LARK_DOMAIN = given.LARK_DOMAIN ?? (canBeAsked(io) ? await askForDomain(io) : "lark");
  const where = consolePage(LARK_DOMAIN, appId, "baseinfo");
  const LARK_APP_SECRET =
    given.LARK_APP_SECRET ?? (await askSecret(`Its secret, from ${where} (not shown): `, io));
  return { LARK_APP_ID: appId, LARK_APP_SECRET, LARK_DOMAIN };
}

function askForDomain(io: Io): Promise<string> {
  return askUntil(
    "Is it in lark or feishu? [lark] ",
    (answer) => {
      if (["", "lark", "feishu"].includes(answer)) return answer || "lark";
      throw new InvalidArgumentError("Say lark or feishu.");
    },
    io,
  );
}

async function askForCallback(given: SettingTexts, io: Io): Promise<SettingTexts> {
  const from = "from Events & Callbacks, Encryption Strategy (not shown)";
  return {
    LARK_ENCRYPT_KEY: given.LARK_ENCRYPT_KEY ?? (await askSecret(`The Encrypt Key, ${from}: `, io)),
    LARK_VERIFICATION_TOKEN:
      given.LARK_VERIFICATION_TOKEN ?? (await askSecret(`The Verification Token, ${from}: `, io)),
  };
}

function isOverHttp({ COUNTERSIGN_TRANSPORT: transport = "socket" }: SettingTexts): boolean {
  return transport !== "socket";
}

/** Throws CliError `usage`, naming every flag that is missing. */
function requireEnough({ qr, card, to }: InitOptions, given: SettingTexts): void {
  const needed: readonly (readonly [flag: string, found: unknown])[] = [
    ...(qr === true
      ? []
      : ([
          ["--qr, or --app-id", given.LARK_APP_ID],
          ["--app-secret-file", given.LARK_APP_SECRET],
          ["--to, or --no-card", card ? to : "none"],
        ] as const)),
    ...(isOverHttp(given)
      ? ([
          ["--encrypt-key-file", given.LARK_ENCRYPT_KEY],
          ["--verification-token-file", given.LARK_VERIFICATION_TOKEN],
        ] as const)
      : []),
  ];
  const missing = needed.filter(([, found]) => found === undefined).map(([flag]) => flag);
  if (missing.length === 0) return;
  throw new CliError("usage", `nobody is here to be asked, and this is not said: ${missing.join("; ")}`);
}
