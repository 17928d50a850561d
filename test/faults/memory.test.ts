import { expect, test } from "bun:test";

import { signedClick } from "../bench/signed-click.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { burst } from "./burst.ts";
import { limitMemory, whyNoLimit } from "./limit-memory.ts";
import { serveClicks } from "./serve-clicks.ts";

const LEFT_MIB = 8;
const CLICKS = 4_000;
const CROWD = 1_500;
const HALF_A_BODY = Buffer.from(
  `POST /lark/callback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n${"x".repeat(65_000)}`,
);

const isWithout = isLeftOut("a limit of memory", whyNoLimit());

test.skipIf(isWithout)(
  `with ${LEFT_MIB} MiB left to it by a control group, the server dies of a crowd, and has each click that it answered when it is started again`,
  async () => {
    await using served = await serveClicks(CLICKS);
    const { url, pending } = served;
    const { host } = new URL(url);
    const { pid, ended } = served.program();
    using limits = new DisposableStack();
    const clicks = pending.map((one) => signedClick(one, host));
    let crowd: Promise<unknown> | undefined;
    const { acknowledged, others } = await burst(url, clicks, 32, (answered) => {
      if (answered < 100 || crowd !== undefined) return;
      // Not before: what a server grows by in its first hundred clicks may be more than that.
      limits.use(limitMemory(pid, LEFT_MIB));
      crowd = burst(
        url,
        Array.from({ length: CROWD }, () => HALF_A_BODY),
        CROWD,
      );
    });
    await crowd;
    // By the kernel, or by itself; in no case could anything be tidied up.
    expect(await ended).toBeGreaterThan(128);
    expect(others).toEqual([]);
    await served.start();
    const approved = served.approved();
    expect(acknowledged.size).toBeGreaterThanOrEqual(100);
    expect([...acknowledged].filter((nth) => !approved.has(pending[nth]?.approvalId ?? ""))).toEqual([]);
    // Who was not answered can press again.
    const left = pending.filter(({ approvalId }) => !approved.has(approvalId)).slice(0, 100);
    const again = await burst(
      url,
      left.map((one) => signedClick(one, host)),
      8,
    );
    expect([again.acknowledged.size, again.cut, again.others]).toEqual([left.length, [], []]);
  },
  60_000,
);
