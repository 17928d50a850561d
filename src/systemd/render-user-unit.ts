import { requireAbsolute, requireOpenPort } from "./check-unit.ts";
import { lifeLines, type ServiceOptions, settingLines, SOCKET_LINES } from "./service-lines.ts";
import { stampUnit } from "./unit-stamp.ts";

/**
 * The text of `countersign.service` for one user's own systemd. It has what a user may ask for without privileges; what
 * needs a namespace of its own is left to the system's unit. Throws UnitError for what could not work.
 */
export function renderUserUnit(options: ServiceOptions): string {
  for (const path of [options.execPath, options.dataDir, options.envFile]) requireAbsolute(path);
  requireOpenPort(options.listen);
  return `# countersign: approvals for Lark and Feishu, as a service of one user.
# Printed by "countersign service print --for-user". Change it by "systemctl --user edit countersign", not here.
${stampUnit(options)}

[Unit]
Description=countersign, approvals for Lark and Feishu

[Service]
${lifeLines(options)}

${settingLines(options)}

${SOCKET_LINES}

# What it writes is its own business.
UMask=0077

# No privileges, and no way to get any.
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes

# It speaks TCP and asks the resolver, which listens on a Unix socket.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX

# The calls of an ordinary service and no others; what is refused fails, rather than ending the process.
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

# The JIT lives on memory that is writable and executable.
MemoryDenyWriteExecute=${options.withoutJit === true ? "yes" : "no"}

# No core file: there would be secrets in it.
LimitCORE=0
TasksMax=128

[Install]
WantedBy=default.target
`;
}
