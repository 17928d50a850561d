import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { awaitCard } from "../../src/cli/dev/await-card.ts";
import { type CardButton, clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { ADA } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

/** A pretend Lark whose apps are made by scanning, and a place for the settings of `init`. */
interface InitWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Where the settings go. */
  readonly file: string;
  /** What is in it. */
  readonly written: () => Readonly<Record<string, unknown>>;
  /** The command line of `init` for that file. */
  command(...args: readonly string[]): readonly string[];
  /** Runs it against the sandbox, with nobody to ask. */
  init(...args: readonly string[]): Program;
  /** The flags for the sandbox's app, as one that is there already. */
  typed(secret?: string): readonly string[];
  secretFile(name: string, text: string): string;
  /** Whoever sees the code scans it, and says yes or no. */
  scan(
    program: Pick<Program, "find">,
    how?: { readonly refuse?: boolean },
  ): Promise<ReturnType<Sandbox["scan"]>>;
  /** Waits for a card that has a button for this, and presses it. */
  press(action?: string): Promise<{ readonly code: number | undefined; readonly messageId: string }>;
  /** What there is of each card to see and to press. */
  looks(): readonly object[];
  /** The address of a page of the app in the console. */
  page(name: string): string;
}

export function openInit({ registration, ...options }: SandboxOptions = {}): InitWorld {
  // The questions are asked as often as a test has patience for.
  const sandbox = createSandbox({ registration: { intervalSeconds: 0.05, ...registration }, ...options });
  const url = sandbox.listen();
  const home = mkdtempSync(join(tmpdir(), "countersign-init-test-"));
  const file = join(home, "config.toml");
  const command = (...args: readonly string[]) => [...FROM_SOURCE, "init", "--config", file, ...args];
  const secretFile = (name: string, text: string): string => {
    const path = join(home, name);
    writeFileSync(path, `${text}\n`);
    return path;
  };
  return {
    sandbox,
    file,
    command,
    secretFile,
    written: () => Bun.TOML.parse(readFileSync(file, "utf8")) as Record<string, unknown>,
    init: (...args) => startProgram(command("--domain", url, ...args)),
    typed: (secret = sandbox.app.secret) => [
      "--app-id",
      sandbox.app.id,
      "--app-secret-file",
      secretFile("secret", secret),
      "--to",
      ADA,
    ],
    async scan(program, { refuse = false } = {}) {
      const [, address = ""] = await program.find(/say yes within \d+ min:\r?\n {2}(\S+)\r?\n/);
      return sandbox.scan({ url: address, person: ADA, refuse });
    },
    async press(action = "approve") {
      const patience = AbortSignal.timeout(20_000);
      const message = await awaitCard(sandbox, patience, (one) => buttonOf(one, action) !== undefined);
      const button = buttonOf(message, action);
      if (button === undefined) throw new Error(`the card has no button to ${action}`);
      const { code } = await sandbox.click(clickOn(message, ADA, button));
      return { code, messageId: message.message_id };
    },
    looks: () =>
      sandbox.view().messages.flatMap((message) => {
        const { template, buttons } = readCard(message) ?? {};
        return template === undefined ? [] : [{ template, buttons }];
      }),
    page: (name) => `${url}/app/${sandbox.app.id}/${name}`,
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      rmSync(home, { recursive: true });
    },
  };
}

function buttonOf(message: SandboxMessage, action: string): CardButton | undefined {
  return readCard(message)?.buttons.find(({ value }) => value["action"] === action);
}
