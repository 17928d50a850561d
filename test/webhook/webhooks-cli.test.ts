import { describe, expect, test } from "bun:test";

import { run } from "../../src/cli/run.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { aBody, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { LOOPBACK, startReceiver, verified } from "./receiver.ts";

async function webhooks({ url }: World, ...argv: readonly string[]) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: TOKEN } });
  const code: number = await run(["webhooks", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

describe("webhooks", () => {
  test("are added, told, inspected, replayed, rotated and removed from a shell", async () => {
    await using world = await openWorld({}, {}, { COUNTERSIGN_WEBHOOK_ALLOW: LOOPBACK });
    const receiver = startReceiver();
    const added = await webhooks(world, "add", receiver.url, "--type", "approval.cancelled");
    expect(added.code).toBe(0);
    expect(added.out).toMatch(/^whsec_\S+\n$/);
    const [webhook = ""] = /whk_\w+/.exec(added.err) ?? [];
    const listed = await webhooks(world, "list");
    expect(listed.out).toContain(`${webhook}  ${receiver.url}  cancelled  -`);
    expect(listed.out).not.toContain("whsec_");

    const { id } = await world.client.create(aBody());
    await world.client.cancel(id);
    const delivered = async () => (await webhooks(world, "deliveries", "--state", "delivered")).out;
    await until("it is told", async () => (await delivered()).includes(receiver.url));
    const [delivery = ""] = /whd_\w+/.exec(await delivered()) ?? [];
    expect((await webhooks(world, "show", delivery)).out).toContain(`"type":"approval.cancelled"`);

    expect(await webhooks(world, "replay", delivery)).toMatchObject({ code: 0 });
    await until("it is told again", () => receiver.received.length === 2);
    const [first, second] = receiver.received.map((got) => verified(got, added.out.trim()));
    expect(second).toEqual(first);

    const rotated = await webhooks(world, "rotate", webhook);
    expect(rotated.out).toMatch(/^whsec_\S+\n$/);
    expect(rotated.out).not.toBe(added.out);
    expect(await webhooks(world, "disable", webhook)).toMatchObject({ code: 0 });
    expect((await webhooks(world, "list")).out).toContain("by_request");
    expect(await webhooks(world, "enable", webhook)).toMatchObject({ code: 0 });
    expect(await webhooks(world, "remove", webhook)).toMatchObject({ code: 0 });
    expect(await webhooks(world, "list")).toMatchObject({ code: 0, out: "", err: "There are none.\n" });
  });

  test("to an internal address, or of an odd id, are a wrong argument", async () => {
    await using world = await openWorld();
    const internal = await webhooks(world, "add", "https://127.1/");
    expect(internal).toMatchObject({ code: 2, err: expect.stringContaining("internal address") });
    expect(await webhooks(world, "show", "../approvals")).toMatchObject({ code: 2 });
    expect(await webhooks(world, "remove", "whk_none")).toMatchObject({ code: 1 });
  });
});
