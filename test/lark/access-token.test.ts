import { describe, expect, test } from "bun:test";

import { AccessToken, type FetchToken } from "../../src/lark/access-token.ts";
import { failure } from "../../src/lark/lark-fault.ts";
import { FakeTime } from "./fake-time.ts";

const TWO_HOURS = 7200;
const MINUTE = 60_000;

/** A token that counts its fetches: t-1, t-2 … each good for two hours, unless the test says otherwise. */
function aToken(fetchToken?: FetchToken) {
  const time = new FakeTime(1_000_000);
  const fetches: number[] = [];
  const token = new AccessToken({
    clock: time.clock,
    fetchToken: async () => {
      fetches.push(time.now());
      return fetchToken?.() ?? { ok: true, token: `t-${fetches.length}`, expiresInSeconds: TWO_HOURS };
    },
  });
  return { token, time, fetches };
}

describe("an access token", () => {
  test("is fetched once for fifty who need it at the same time", async () => {
    const { token, fetches } = aToken();
    const all = await Promise.all(Array.from({ length: 50 }, () => token.get()));
    expect(new Set(all.map((result) => result.ok && result.token))).toEqual(new Set(["t-1"]));
    expect(fetches).toHaveLength(1);
  });

  test("is kept until five minutes before its end, and then fetched once more", async () => {
    const { token, time, fetches } = aToken();
    await token.get();
    await time.pass(115 * MINUTE - 1);
    await token.get();
    expect(fetches).toHaveLength(1);
    await time.pass(1);
    await Promise.all([token.get(), token.get(), token.get()]);
    await time.pass(0);
    expect(fetches).toHaveLength(2);
    expect(await token.get()).toEqual({ ok: true, token: "t-2" });
  });

  test("does not keep anybody waiting for its refresh while it is good", async () => {
    const slow = Promise.withResolvers<Awaited<ReturnType<FetchToken>>>();
    let first = true;
    const { token, time } = aToken(async () => {
      if (!first) return slow.promise;
      first = false;
      return { ok: true, token: "old", expiresInSeconds: TWO_HOURS };
    });
    await token.get();
    await time.pass(116 * MINUTE);
    expect(await token.get()).toEqual({ ok: true, token: "old" });
    slow.resolve({ ok: true, token: "new", expiresInSeconds: TWO_HOURS });
    await time.pass(0);
    expect(await token.get()).toEqual({ ok: true, token: "new" });
  });

  test("is not used past its end", async () => {
    const { token, time } = aToken();
    await token.get();
    await time.pass(120 * MINUTE);
    expect(await token.get()).toEqual({ ok: true, token: "t-2" });
  });

  test("with a short life is refreshed in the middle of it, not at every call", async () => {
    const { token, time, fetches } = aToken(async () => ({ ok: true, token: "t", expiresInSeconds: 60 }));
    await token.get();
    await time.pass(29_999);
    await token.get();
    expect(fetches).toHaveLength(1);
    await time.pass(1);
    await token.get();
    expect(fetches).toHaveLength(2);
  });

  test("is fetched again after it was dropped", async () => {
    const { token } = aToken();
    await token.get();
    token.drop("t-1");
    expect(await token.get()).toEqual({ ok: true, token: "t-2" });
  });

  test("outlives the drop of another, older one", async () => {
    const { token, fetches } = aToken();
    await token.get();
    token.drop("t-0");
    await token.get();
    expect(fetches).toHaveLength(1);
  });

  test("that could not be fetched is a failure for all who wait, and tried again by the next", async () => {
    let down = true;
    const { token, fetches } = aToken(async () =>
      down ? failure("lark_timeout", "retry", "") : { ok: true, token: "t", expiresInSeconds: TWO_HOURS },
    );
    const [one, two] = await Promise.all([token.get(), token.get()]);
    expect([one, two]).toMatchObject([
      { error: { code: "lark_timeout" } },
      { error: { code: "lark_timeout" } },
    ]);
    expect(fetches).toHaveLength(1);
    down = false;
    expect(await token.get()).toEqual({ ok: true, token: "t" });
  });
});
