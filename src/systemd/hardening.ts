import { quote } from "./quote.ts";

/** What the service may not do: all that it does not need. With the reason before each group. */
export function hardeningLines(execPath: string, withoutJit: boolean): string {
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
# slower, systemd can be told nothing, and the score of systemd-analyze gets no more than 0.1 better.
MemoryDenyWriteExecute=${withoutJit ? "yes" : "no"}

# No core file: there would be secrets in it. Files enough for its connections, which it may not ask for itself.
LimitCORE=0
LimitNOFILE=65536
TasksMax=128
`;
}
