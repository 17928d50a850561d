import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A shell that a person sits at, on a machine that nobody else sees: what it writes under /etc, /usr/local and /var/lib is gone at the end. */
export interface Terminal extends AsyncDisposable {
  /** The home directory, where the shell's other files are. */
  readonly home: string;
  /** Runs one line to its end, and gives its exit code and what it wrote. */
  run(line: string): Promise<{ readonly code: number; readonly out: string }>;
  /** Starts a line that goes on until the terminal is closed, and waits for what it has to write. */
  start(line: string, until: RegExp): Promise<RegExpExecArray>;
  /** What `systemctl` was asked to do, a call a line: there is no systemd that runs. */
  readonly asked: () => readonly string[];
}

const PATIENCE = 60_000;
const CHECKOUT = join(import.meta.dir, "../..");

export function openTerminal(): Terminal {
  const home = mkdtempSync(join(tmpdir(), "countersign-readme-"));
  const asked = join(home, ".asked");
  const bin = join(home, ".shims");
  mkdirSync(bin);
  mkdirSync(join(home, ".runtime"), { mode: 0o700 });
  writeFileSync(asked, "");
  // Sudo is for who is not root yet, and npx would fetch the Bun that runs this.
  shim(bin, "sudo", 'exec "$@"');
  shim(bin, "npx", `shift 2; exec '${process.execPath}' "$@"`);
  shim(bin, "systemctl", `echo "$@" >> '${asked}'`);
  const shell = Bun.spawn([...unshare(), "bash", "--norc", "-s"], {
    cwd: CHECKOUT,
    env: {
      HOME: home,
      PATH: [
        bin,
        join(home, ".local/bin"),
        dirname(process.execPath),
        "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      ].join(":"),
      TMPDIR: home,
      XDG_RUNTIME_DIR: join(home, ".runtime"),
    },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  let written = "";
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) written += decoder.decode(chunk, { stream: true });
  };
  const reading = Promise.all([read(shell.stdout), read(shell.stderr)]);
  const find = async (pattern: RegExp, from: number): Promise<RegExpExecArray> => {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const found = pattern.exec(written.slice(from));
      if (found !== null) return found;
      if (shell.exitCode !== null || performance.now() > deadline)
        throw new Error(`no ${pattern} in:\n${written.slice(from)}`);
      await Bun.sleep(5);
    }
  };
  const type = (text: string): void => {
    void shell.stdin.write(`${text}\n`);
    void shell.stdin.flush();
  };
  type(ELSEWHERE);
  let count = 0;
  return {
    home,
    async run(line) {
      count += 1;
      const from = written.length;
      type(`${line}\necho "<$?:${count}>"`);
      const [mark, code] = await find(new RegExp(`<(\\d+):${count}>`), from);
      return { code: Number(code), out: written.slice(from).replace(mark, "") };
    },
    start(line, until) {
      const from = written.length;
      type(`${line} &`);
      return find(until, from);
    },
    asked: () => readFileSync(asked, "utf8").trimEnd().split("\n"),
    async [Symbol.asyncDispose]() {
      type("kill $(jobs -p); wait; exit");
      const timer = setTimeout(() => shell.kill("SIGKILL"), 5_000);
      await shell.exited;
      clearTimeout(timer);
      await reading;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Why there can be no such machine here, or undefined. */
export function whyNoTerminal(): string | undefined {
  if (Bun.which("unshare") === null) return "there is no unshare";
  const home = mkdtempSync(join(tmpdir(), "countersign-readme-"));
  try {
    const { success } = Bun.spawnSync([...unshare(), "bash", "-c", ELSEWHERE], {
      env: { HOME: home, PATH: process.env["PATH"] },
    });
    return success ? undefined : "no mounts of one's own here";
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Root may have mounts of its own at once; anybody else as root of a user namespace. */
function unshare(): readonly string[] {
  return process.getuid?.() === 0
    ? ["unshare", "--mount"]
    : ["unshare", "--user", "--map-root-user", "--mount"];
}

const ELSEWHERE = `set -e
mount --make-rprivate / 2>/dev/null || true
mkdir "$HOME/.layers" && mount -t tmpfs none "$HOME/.layers"
# Whoever is root of a user namespace alone may write into what is theirs, which the layer above makes these.
mkdir -p "$HOME/.layers/usr/local/upper/bin" "$HOME/.layers/etc/upper/systemd/system"
for dir in etc usr/local var/lib; do
  mkdir -p "$HOME/.layers/$dir/upper" "$HOME/.layers/$dir/work"
  mount -t overlay overlay -o "lowerdir=/$dir,upperdir=$HOME/.layers/$dir/upper,workdir=$HOME/.layers/$dir/work" "/$dir"
done
# What this machine has of it already.
rm -f /usr/local/bin/countersign /etc/systemd/system/countersign.service
set +e`;

function shim(bin: string, name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}
