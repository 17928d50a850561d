import { requireAbsolute, requireOpenPort, requireVisible } from "./check-unit.ts";
import { hardeningLines } from "./hardening.ts";
import { quote } from "./quote.ts";
import { lifeLines, type ServiceOptions, settingLines, SOCKET_LINES } from "./service-lines.ts";
import { UnitError } from "./unit-error.ts";
import { stampUnit } from "./unit-stamp.ts";

/**
 * Paths have to be out of the home directories and /tmp, which the unit hides. systemd makes the data directory where it
 * lies under /var/lib; else it is there already and `user` owns it.
 */
export interface UnitOptions extends ServiceOptions {
  /** An existing account. Without one systemd makes up an account that lives as long as the service runs. */
  readonly user?: string | undefined;
  /** An existing group whose files it may read besides, such as the one that may read TLS keys. */
  readonly group?: string | undefined;
}

/**
 * The text of `countersign.service` for the system: one process that can read its settings, write its data, speak TCP, and
 * no more. Every line says why it is there. Throws UnitError for what could not work under it.
 */
export function renderUnit(options: UnitOptions): string {
  const { execPath, envFile, withoutJit = false } = options;
  for (const path of [execPath, options.dataDir, envFile]) requireAbsolute(path);
  for (const path of [execPath, options.dataDir]) requireVisible(path);
  requireOpenPort(options.listen);
  return `# countersign: approvals for Lark and Feishu.
# Printed by "countersign service print". Change it by "systemctl edit countersign", not here.
${stampUnit(options)}

[Unit]
Description=countersign, approvals for Lark and Feishu
# Names have to resolve by the time that the first card is sent.
Wants=network-online.target
After=network-online.target

[Service]
${lifeLines(options)}

${settingLines(options)}

${identity(options)}
${storage(options.dataDir)}
${SOCKET_LINES}
# What it writes is its own business.
UMask=0077

${hardeningLines(execPath, withoutJit)}
[Install]
WantedBy=multi-user.target
`;
}

const STATE = "/var/lib/";

function identity(options: UnitOptions): string {
  const { group } = options;
  const also =
    group === undefined
      ? ""
      : `\n# What this group may read, it may too.\nSupplementaryGroups=${quote(group)}`;
  return `${account(options)}${also}`;
}

function account({ user, dataDir }: UnitOptions): string {
  if (user !== undefined) return `# An account of its own.\nUser=${quote(user)}`;
  if (!dataDir.startsWith(STATE)) {
    throw new UnitError(
      "needs_user",
      `${dataDir} has to belong to an account: name it, or use a path under ${STATE}`,
    );
  }
  return "# An account that nobody has to make and that nobody can log in to.\nDynamicUser=yes";
}

function storage(dataDir: string): string {
  if (!dataDir.startsWith(STATE))
    return `# The only place where it keeps anything.\nReadWritePaths=${quote(dataDir)}`;
  return `# The only place where it keeps anything; made at the first start, for its account alone.
StateDirectory=${quote(dataDir.slice(STATE.length))}
StateDirectoryMode=0700`;
}
