import { expect, test } from "bun:test";

import { aBody, ADA, openWorld, until } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { isAcknowledged } from "./is-acknowledged.ts";

/** As a kernel leaves a disk that has failed: ext4 in a file, turned read-only by what `errors=remount-ro` does. */
const ON_EXT4 = `set -e
image="$0.img" && truncate -s 32M "$image" && mkfs.ext4 -q "$image" && mount -o loop "$image" "$0" && rm "$image"
exec "$@"`;

const PROBE = `image=$(mktemp) && truncate -s 8M "$image" && mkfs.ext4 -q "$image" && mount -o loop "$image" /mnt
made=$?; rm -f "$image"; exit $made`;
const CAN = Bun.which("unshare") !== null && Bun.spawnSync(["unshare", "--mount", "sh", "-c", PROBE]).success;
const isWithout = isLeftOut(
  "a disk that turns read-only",
  CAN ? undefined : "it takes root, a loop device and mkfs.ext4",
);

test.skipIf(isWithout)(
  "A disk that turns read-only under a server: each click is told, what was acknowledged is there, and it is said once",
  async () => {
    await using world = await openWorld();
    await world.stopServer();
    const command = ["unshare", "--mount", "sh", "-c", ON_EXT4, world.dataDir, ...FROM_SOURCE, "serve"];
    await using program = startProgram(command, { env: world.env });
    await program.find(/"msg":"ready"/);
    const first = await world.client.create(aBody({ title: "First" }));
    const card = await world.card();
    expect(isAcknowledged(await world.press(card, ADA))).toBe(true);
    const second = await world.client.create(aBody({ title: "Second" }));
    const other = await world.card(({ title }) => title === "Second");
    const remount = [
      "nsenter",
      "--mount",
      "--target",
      String(program.pid),
      "mount",
      "-o",
      "remount,abort",
      world.dataDir,
    ];
    expect(Bun.spawnSync(remount).success).toBe(true);
    expect((await world.press(other, ADA)).toast?.content).toBe("Not recorded. Please try again.");
    await until("it is not ready", async () => (await fetch(`${world.url}/readyz`)).status === 503);
    expect((await world.client.find(first.id)).status).toBe("approved");
    expect((await world.client.find(second.id)).status).toBe("pending");
    await program.find(/database is not well: .*disk/);
    expect(program.out().match(/database is not well/g)).toHaveLength(1);
  },
  30_000,
);
