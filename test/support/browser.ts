import { describe, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";

import { type Browser, chromium } from "playwright-core";

/**
 * Tests that need a browser. Where there is no Chromium they are skipped, and say so; in CI (`CI=true`) that is a failure
 * instead. `CHROMIUM` names another one than Debian's.
 */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath !== undefined) {
    // A locator gives up sooner than that, and says what it was waiting for.
    setDefaultTimeout(30_000);
    describe(name, tests);
  } else if (process.env["CI"] === "true") {
    describe(name, () => {
      test("has a Chromium to run in", () => {
        throw new Error(`no Chromium: tried ${CANDIDATES.join(", ")}`);
      });
    });
  } else {
    console.warn(`Skipped, because there is no Chromium: ${name} (set CHROMIUM to the path of one)`);
    describe.skip(name, tests);
  }
}

/** Starts a Chromium without a window. Whoever starts it closes it. */
export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`no Chromium: tried ${CANDIDATES.join(", ")}`);
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

const CANDIDATES: readonly string[] = process.env["CHROMIUM"]
  ? [process.env["CHROMIUM"]]
  : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const executablePath = CANDIDATES.find((path) => existsSync(path));

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
