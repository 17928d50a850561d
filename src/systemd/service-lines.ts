import { requireAbsolute } from "./check-unit.ts";
import { quote, quoteCommand, restOfLine } from "./quote.ts";
import { UnitError } from "./unit-error.ts";

/** What units of the system and of a user have in common. */
export interface ServiceOptions {
  /** Absolute, as is each path. */
  readonly execPath: string;
  readonly dataDir: string;
  /** A file of settings and secrets as variables; systemd reads it, so that it can be 0600. It may be missing. */
  readonly envFile: string;
  /** The file that `init` writes, under what the other says; systemd shows it to the service alone. It may be missing. */
  readonly configFile?: string | undefined;
  /** host:port, over what the file says. */
  readonly listen?: string | undefined;
  /** Secrets in files of their own, by the credential's name. systemd does not start the service while one is missing. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** Forbid memory that is writable and executable. Costs the JIT and the watchdog, which is why it is off. */
  readonly withoutJit?: boolean | undefined;
}

/** How it starts, is watched, and ends. */
export function lifeLines({ execPath, withoutJit }: ServiceOptions): string {
  return `${withoutJit === true ? UNWATCHED : WATCHED}
ExecStart=${quoteCommand(execPath)} serve
# "systemctl reload" has it read its files anew: secrets and the log's level apply at once, without a pause.
ExecReload=/bin/kill -HUP $MAINPID
# Comes back after a crash; but bad settings (2) and wrong credentials (3) only a person can mend.
Restart=on-failure
RestartSec=1s
RestartPreventExitStatus=2 3
# SIGTERM answers what is under way and closes the database; after this long it is killed, and nothing is lost either.
TimeoutStopSec=30s`;
}

const WATCHED = `# It says itself when it listens, what is wrong with it, and that it lives: that its event loop turns and its database
# answers. After 30 s of silence it is started anew; a full disk or a Lark that is away would not be mended by that.
Type=notify
NotifyAccess=main
WatchdogSec=30s
# The first start of a new version may change a large database: it then asks for more time, by how large that is.
TimeoutStartSec=5min`;

const UNWATCHED = `# It has started once its process runs, and /readyz tells when it is ready: without executable memory the runtime cannot
# speak to systemd.
Type=exec`;

/** Where its settings and secrets come from. Throws UnitError. */
export function settingLines(options: ServiceOptions): string {
  const { dataDir, envFile, configFile, listen, credentials = {} } = options;
  const settings = [
    `COUNTERSIGN_DATA_DIR=${dataDir}`,
    ...(listen === undefined ? [] : [`COUNTERSIGN_LISTEN=${listen}`]),
  ];
  return `# Settings and secrets: a file of its owner's, mode 0600. What is missing, the service names.
EnvironmentFile=-${restOfLine(envFile)}
${fileLines(configFile)}${settings.map((setting) => `Environment=${quote(setting)}`).join("\n")}
${credentialLines(credentials)}
# The runtime takes commands from these, and a bunfig.toml or .env from where it is started.
UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN
WorkingDirectory=/`;
}

/** A file with a comment alone stands in for it while it is missing, or systemd would not start the service. */
function fileLines(configFile: string | undefined): string {
  if (configFile === undefined) return "";
  requireAbsolute(configFile);
  return `# What "countersign init" writes; until then, a comment in its place.
LoadCredential=config.toml:${restOfLine(configFile)}
SetCredential=config.toml:# missing
`;
}

/** Where the commands of this machine find it. systemd makes the directory at each start, and takes it away. */
export const SOCKET_LINES = `# Its socket lies there, for the commands of this machine, which need no token: its account and root can open it.
RuntimeDirectory=countersign
RuntimeDirectoryMode=0700`;

function credentialLines(credentials: Readonly<Record<string, string>>): string {
  const lines = Object.entries(credentials).map(([name, path]) => {
    if (!/^[a-z0-9_]+$/.test(name))
      throw new UnitError("invalid_value", `${name} is not the name of a secret`);
    requireAbsolute(path);
    return `LoadCredential=${name}:${restOfLine(path)}`;
  });
  if (lines.length > 0) {
    return `# Secrets that never stand in the environment: each a file that only this service is shown.\n${lines.join("\n")}`;
  }
  return "# A secret can be kept out of the environment: service print --credential lark_app_secret";
}
