import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { ADA, GROUP, openWorld, TOKEN, type World } from "../e2e/open-world.ts";
import { readImage } from "../support/image-parts.ts";
import { fakeIo } from "./fake-io.ts";

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world[Symbol.asyncDispose]());

const IMAGE = join(import.meta.dir, "../fixtures/images/drawn.png");
const ASK = ["create", "--image", IMAGE, "--purpose", "Contract 42", "--validity", "1 week"];
const OF = ["--requested-by", "Legal", "--to", GROUP, "--approver", ADA];

async function signatures(...argv: readonly string[]) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN } });
  const code: number = await run(["signatures", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

async function create(): Promise<string> {
  return (await signatures(...ASK, ...OF)).out.trim();
}

describe("signatures", () => {
  test("create prints the id, and the card has its purpose", async () => {
    const { code, out, err } = await signatures(...ASK, ...OF);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^sig_\w+\n$/);
    expect(JSON.stringify((await world.card()).content)).toContain("Contract 42");
  });

  test("create says what it lacks, and what the server does not take", async () => {
    expect(await signatures(...ASK, "--requested-by", "Legal")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--to and --approver"),
    });
    expect(await signatures("create", "--image", "/nowhere", ...ASK.slice(3), ...OF)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--image /nowhere"),
    });
    expect(await signatures("create", "--image", import.meta.path, ...ASK.slice(3), ...OF)).toMatchObject({
      err: expect.stringContaining("image_unsupported"),
    });
  });

  test("show, list and revoke tell how it stands", async () => {
    const id = await create();
    expect((await signatures("show", id)).out).toContain("pending");
    const listed = JSON.parse((await signatures("list", "--json")).out) as { id: string }[];
    expect(listed[0]?.id).toBe(id);
    expect((await signatures("list")).out).toContain(id);
    expect(await signatures("revoke", id)).toMatchObject({
      code: 0,
      out: expect.stringContaining("revoked"),
    });
    expect(await signatures("revoke", id)).toMatchObject({
      code: 1,
      err: expect.stringContaining("signature_ended"),
    });
  });

  test("image writes the picture for its owner alone", async () => {
    const id = await create();
    const file = join(world.dataDir, "signature.png");
    expect(await signatures("image", id, "-o", file)).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(file).equals(readImage("drawn.png"))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("an id that is none is a mistake in the command", async () => {
    expect(await signatures("show", "../approvals")).toMatchObject({ code: 2 });
  });
});
