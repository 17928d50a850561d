import { existsSync } from "node:fs";
import { join } from "node:path";

const GROUPS = "/sys/fs/cgroup";

/** Why there can be no limit here, or undefined. In CI (`CI=true`) there has to be one. */
export function whyNoLimit(): string | undefined {
  if (process.env["CI"] === "true") return undefined;
  const { group, limit } = nameGroup();
  try {
    asRoot('mkdir "$0" && test -w "$0/$1"; made=$?; rmdir "$0"; exit $made', group, limit);
    return undefined;
  } catch {
    return "it takes root, or sudo without a password, and control groups";
  }
}

/**
 * Allows the process so many MiB more than it has, by a control group of the kernel, which kills who asks for more. To be
 * disposed of when the process has ended. Throws where neither this user nor `sudo` may make a group.
 */
export function limitMemory(pid: number, mib: number): Disposable {
  const { group, limit } = nameGroup();
  // What a process has already stays with the group that it was in.
  asRoot(
    'mkdir "$0" && echo "$2" >"$0/$1" && echo "$3" >"$0/cgroup.procs"',
    group,
    limit,
    mib * 2 ** 20,
    pid,
  );
  return { [Symbol.dispose]: () => asRoot('rmdir "$0"', group) };
}

/** A group that nobody has yet, and the file in it that takes the limit. */
function nameGroup(): { readonly group: string; readonly limit: string } {
  const isFirst = existsSync(join(GROUPS, "memory/memory.limit_in_bytes"));
  const [root, limit] = isFirst ? [join(GROUPS, "memory"), "memory.limit_in_bytes"] : [GROUPS, "memory.max"];
  return { group: join(root, `countersign-test-${crypto.randomUUID()}`), limit };
}

function asRoot(script: string, ...values: readonly (string | number)[]): void {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"];
  const { success, stderr } = Bun.spawnSync([...sudo, "sh", "-c", script, ...values.map(String)]);
  if (!success) throw new Error(`no control group: ${stderr.toString()}`);
}
