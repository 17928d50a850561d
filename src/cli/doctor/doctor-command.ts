import type { Command } from "@commander-js/extra-typings";

import { CliError } from "../cli-error.ts";
import { type End, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonOption } from "../options.ts";
import { addSettingOptions, settingFlags } from "../setting-options.ts";
import { drawFinding } from "./draw-finding.ts";

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
      "--explain <code>",
      "Say what a code means that Lark's client shows after a click, such as 200340",
    )
    .addOption(jsonOption());
  addSettingOptions(command, io);
  command.action(({ config: file, offline, chat, explain, json, ...options }) =>
    end(
      explain === undefined
        ? doctor({ flags: settingFlags(options), file, offline, chat, json }, io)
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
}

async function doctor({ flags, file, offline, chat, json }: DoctorOptions, io: Io): Promise<ExitCode> {
  const { lookAround } = await import("./look-around.ts");
  const sources = { flags, env: io.env, file, uid: io.uid };
  const findings = await lookAround(sources, {
    offline: offline === true,
    chat,
    clock: io.clock,
    uid: io.uid,
  });
  const isBroken = findings.some(({ state }) => state === "broken");
  if (json) io.stdout.write(`${JSON.stringify({ ok: !isBroken, findings }, undefined, 2)}\n`);
  else for (const finding of findings) io.stdout.write(drawFinding(finding, io.stdout));
  return isBroken ? EXIT.general : EXIT.ok;
}

async function explainOne(code: string, json: true | undefined, { stdout }: Io): Promise<ExitCode> {
  const { explainCode } = await import("./explain-code.ts");
  const found = explainCode(code);
  if (found === undefined) throw new CliError("usage", `${code} is none of the codes that are known here`);
  if (json) stdout.write(`${JSON.stringify({ code, ...found }, undefined, 2)}\n`);
  else stdout.write(`${code}: ${found.meaning}\n    ${found.fix}\n`);
  return EXIT.ok;
}
