import { quote, quoteCommand } from "./quote.ts";
import { UnitError } from "./unit-error.ts";

export interface UnitOptions {
  /** Absolute, as is each path, and out of the home directories and /tmp, which the unit hides. */
  readonly execPath: string;
  /** systemd makes it where it lies under /var/lib; else it is there already and `user` owns it. */
  readonly dataDir: string;
  /** An existing account. Without one systemd makes up an account that lives as long as the service runs. */
  readonly user?: string | undefined;
  /** The file that holds the settings and secrets; systemd reads it as root, so it can be 0600. */
  readonly envFile?: string | undefined;
  /** host:port, over what the file says. */
  readonly listen?: string | undefined;
  /** Forbid memory that is writable and executable. Costs the JIT, which is why it is off. */
  readonly withoutJit?: boolean | undefined;
}

/**
 * The text of `countersign.service`: one process that can read its settings, write its data, speak TCP, and no more.
 * Every line says why it is there. Throws UnitError for what could not work under it.
 */
export function renderUnit(options: UnitOptions): string {
  const { execPath, envFile = "/etc/countersign/countersign.env", withoutJit = false } = options;
  for (const path of [execPath, options.dataDir, envFile]) requireAbsolute(path);
  for (const path of [execPath, options.dataDir]) requireVisible(path);
  requireOpenPort(options.listen);
  return `# countersign: approvals for Lark and Feishu.
# Printed by "countersign service print". Change it by "systemctl edit countersign", not here.

[Unit]
Description=countersign, approvals for Lark and Feishu
# Names have to resolve by the time that the first card is sent.
Wants=network-online.target
After=network-online.target

[Service]
# It has started once its process runs; /readyz tells when it is ready.
Type=simple
ExecStart=${quoteCommand(execPath)} serve
# Comes back after a crash; but bad settings (2) and wrong credentials (3) only a person can mend.
Restart=on-failure
RestartSec=1s
RestartPreventExitStatus=2 3
# SIGTERM answers what is under way and closes the database; after this long it is killed, and nothing is lost either.
TimeoutStopSec=30s

# Settings and secrets: a file of root's, mode 0600. A secret can be kept out of the environment by its _FILE twin:
#   LoadCredential=lark_app_secret:/etc/countersign/lark_app_secret
#   Environment=LARK_APP_SECRET_FILE=%d/lark_app_secret
EnvironmentFile=${quote(envFile)}
${environment(options)}
# The runtime takes commands from these, and a bunfig.toml or .env from where it is started.
UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN
WorkingDirectory=/

${identity(options)}
${storage(options.dataDir)}
# What it writes is its own business.
UMask=0077

${hardening(execPath, withoutJit)}
[Install]
WantedBy=multi-user.target
`;
}

function environment({ dataDir, listen }: UnitOptions): string {
  const settings = [
    `COUNTERSIGN_DATA_DIR=${dataDir}`,
    ...(listen === undefined ? [] : [`COUNTERSIGN_LISTEN=${listen}`]),
  ];
  return settings.map((setting) => `Environment=${quote(setting)}`).join("\n");
}

const STATE = "/var/lib/";

function identity({ user, dataDir }: UnitOptions): string {
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
    return `# The only place that it can write to.\nReadWritePaths=${quote(dataDir)}`;
  return `# The only place that it can write to; made at the first start, for its account alone.
StateDirectory=${quote(dataDir.slice(STATE.length))}
StateDirectoryMode=0700`;
}

function hardening(execPath: string, withoutJit: boolean): string {
  return `# Everything else is read-only or not there: no homes, no devices, no other processes, a /tmp of its own.
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateMounts=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectProc=invisible
ProcSubset=pid
PrivateIPC=yes
RemoveIPC=yes
# Only this program and the system's libraries can be executed: not a file that somebody got it to write.
NoExecPaths=/
ExecPaths=${quote(execPath)} -/usr/lib -/usr/lib32 -/usr/lib64 -/lib -/lib32 -/lib64

# No privileges, and no way to get any.
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateUsers=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
KeyringMode=private

# The kernel, its clock and its groups are not this program's to touch.
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes

# It speaks TCP and asks the resolver, which listens on a Unix socket.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX

# The calls of an ordinary service and no others; what is refused fails, rather than ending the process.
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

# The JIT lives on memory that is writable and executable. Without it everything still works, but hot code is ten times
# slower, and the score of systemd-analyze gets no more than 0.1 better.
MemoryDenyWriteExecute=${withoutJit ? "yes" : "no"}

# No core file: there would be secrets in it. Files enough for its connections, which it may not ask for itself.
LimitCORE=0
LimitNOFILE=65536
TasksMax=128
`;
}

function requireAbsolute(path: string): void {
  if (path.startsWith("/") && !path.split("/").includes("..")) return;
  throw new UnitError("invalid_path", `${JSON.stringify(path)} is not an absolute path`);
}

function requireVisible(path: string): void {
  const hidden = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"].find((dir) => path.startsWith(dir));
  if (hidden === undefined) return;
  throw new UnitError(
    "hidden_path",
    `the unit hides ${hidden} from the service: use /usr/local/bin and /var/lib, not ${path}`,
  );
}

function requireOpenPort(listen: string | undefined): void {
  const port = Number(listen?.slice(listen.lastIndexOf(":") + 1));
  if (port > 0 && port < 1024) {
    throw new UnitError(
      "privileged_port",
      `port ${port} needs a privilege: listen above 1023, behind a proxy`,
    );
  }
}
