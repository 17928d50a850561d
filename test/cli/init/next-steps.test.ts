import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { nextSteps } from "../../../src/cli/init/next-steps.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { fakeIo } from "../fake-io.ts";

const ADA = { open_id: "ou_ada" };

test("the next steps name a file that is not the usual one, and a service where it is", () => {
  const io = fakeIo({ env: { HOME: "/home/ann", XDG_RUNTIME_DIR: "/run/user/1000" } });
  expect(nextSteps("/home/ann/.config/countersign/config.toml", ADA, io)).toBe(`  countersign serve
  countersign service install --user   # instead, to run it under systemd
  countersign request create --title "Ship it" --to ou_ada --approver ou_ada --wait   # while it runs
`);
  expect(nextSteps("/srv/x.toml", { email: "ann@example.com" }, io))
    .toBe(`  countersign serve --config /srv/x.toml
  countersign request create --title "Ship it" --to ann@example.com --approver anyone --wait   # while it runs
`);
});

test("the next steps read the token out of the file where no socket spares it", () => {
  const path = join(tempDir(), "it's here.toml");
  writeFileSync(path, 'LARK_RATE = "7"\nCOUNTERSIGN_TOKEN = "cst_a-b_c"\n');
  const [, token = ""] = nextSteps(path, ADA, fakeIo({ env: { HOME: "/home/ann" } })).split("\n");
  const shell = Bun.spawnSync(["sh", "-c", `${token}; printf %s "$COUNTERSIGN_TOKEN"`]);
  expect(shell.stdout.toString()).toBe("cst_a-b_c");
});
