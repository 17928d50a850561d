import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
import { parseDuration } from "../request/parse-duration.ts";
import { type IdByKind, parseRecipient, RECIPIENT_FORMS } from "../request/parse-person.ts";
import { addSettingOptions, settingFlags } from "../setting-options.ts";
import { drawFinding } from "./draw-finding.ts";
import type { Finding } from "./finding.ts";
import type { ProbeOptions } from "./probe.ts";

/** `doctor`: what keeps a server from its work, and the one thing to do about each. */
export function doctorCommand(parent: Command, io: Io, end: End): void {
  const command = parent
    .command("doctor")
    .description(
      "Look for what is wrong: settings, data, Lark, the server; ends with 1 where something is broken",
    )
    .option(
      "-c, --config <file>",
      "A TOML file of settings, by the names in brackets below (COUNTERSIGN_CONFIG; without it, the one that config path names)",
    )
    .option("--offline", "Look at this machine only")
    .option("--chat <chat_id>", "See whether the bot is in this group")
    .option(
      "--probe",
      "Send a card through the server that runs, and wait for somebody to press: needs --chat or --to",
    )
    .option("--to <id>", `Who gets the probe's card, in place of --chat: ${RECIPIENT_FORMS}`, parseRecipient)
    .option("--wait <duration>", "How long the probe waits for a press, such as 90s", parseDuration, 120)
    .option(
      "--explain <code>",
      "Say what a code means that Lark's client shows after a click, or that the log names, such as 200340",
    )
    .addOption(jsonOption());
  addSettingOptions(command, io);
  command.action(({ config: file, offline, chat, explain, json, probe, to, wait, ...options }) =>
    end(
      explain === undefined
        ? doctor({ flags: settingFlags(options), file, offline, chat, json, probe, to, wait }, io)
        : explainOne(explain, json, io),
    ),
  );
}

interface DoctorOptions {
  readonly flags: Readonly<Partial<Record<string, string>>>;
  readonly file: string | undefined;
  readonly offline: true | undefined;
  readonly chat: string | undefined;
  readonly json: true | undefined;
  readonly probe: true | undefined;
  readonly to: IdByKind | undefined;
  /** Seconds. */
  readonly wait: number;
}

/** Room for the longest name of a check. */
const COLUMN = "long_connection: ".length;

async function doctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const { flags, file, offline = false, chat, json } = options;
  const { lookAround } = await import("./look-around.ts");
  const findings: Finding[] = [];
  try {
    const looking = { offline, chat, probe: probeOf(options, io) };
    for await (const finding of lookAround({ flags, env: io.env, file, uid: io.uid }, looking, io)) {
      findings.push(finding);
      if (!json) io.stdout.write(drawFinding(finding, io.stdout, COLUMN));
    }
  } catch (fault) {
    if (fault instanceof Error && fault.name === "AbortError") return EXIT.interrupted;
    throw fault;
  }
  return sumUp(findings, json, io);
}

function sumUp(findings: readonly Finding[], json: true | undefined, { stdout }: Io): ExitCode {
  const count = (state: Finding["state"]): number => findings.filter((it) => it.state === state).length;
  const [bad, odd] = [count("broken"), count("warning")];
  if (json) stdout.write(`${JSON.stringify({ ok: bad === 0, findings }, undefined, 2)}\n`);
  else if (bad + odd === 0) stdout.write("\nNothing is wrong.\n");
  else stdout.write(`\n${bad} broken, ${odd} to look at.\n`);
  return bad === 0 ? EXIT.ok : EXIT.general;
}

/** Throws CliError `usage` for a card to nobody, and for one that cannot be sent. */
function probeOf(
  { probe, to, chat, wait, offline }: DoctorOptions,
  { stderr }: Io,
): ProbeOptions | undefined {
  if (probe === undefined && to === undefined) return undefined;
  const recipient = to ?? (chat === undefined ? undefined : { chat_id: chat });
  if (probe === undefined || recipient === undefined)
    throw new CliError("usage", "a probe needs all of it: --probe --to ou_…, or --probe --chat oc_…");
  if (offline === true) throw new CliError("usage", "--probe sends a card, and --offline none");
  const onSent = (): void => stderr.write(`A card is sent: press a button on it within ${wait} s.\n`);
  return { to: recipient, seconds: wait, onSent };
}

async function explainOne(code: string, json: true | undefined, { stdout }: Io): Promise<ExitCode> {
  const { explainCode } = await import("./explain-code.ts");
  const found = explainCode(code);
  if (found === undefined) throw new CliError("usage", `${code} is none of the codes that are known here`);
  if (json) stdout.write(`${JSON.stringify({ code, ...found }, undefined, 2)}\n`);
  else stdout.write(`${code}: ${found.meaning}\n    ${found.fix}\n`);
  return EXIT.ok;
}
