import { describe, expect, test } from "bun:test";

import { cleanImage } from "../../src/signature/image/clean-image.ts";
import { readImage } from "../support/image-parts.ts";
import { ADA, GROUP, openWorld, TOKEN, tokenFor, until, type World } from "./open-world.ts";

const IMAGE = readImage("drawn.jpg");
const CLEAN = Buffer.from(cleanImage(IMAGE).bytes);
const ASKED = {
  to: [{ chat_id: GROUP }],
  approvers: [{ open_id: ADA }],
  requested_by: { name: "Legal" },
  purpose: "Contract 42 with ACME",
  validity: "1 week",
};
const WEEK = 7 * 86_400;

/** A clock that goes on, and can be put forward. */
class Forward {
  #ms = 0;
  readonly now = (): Date => new Date(Date.now() + this.#ms);

  by(seconds: number): void {
    this.#ms += seconds * 1000;
  }
}

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function form(request: object = ASKED, image: Uint8Array<ArrayBuffer> = IMAGE): FormData {
  const parts = new FormData();
  parts.set("image", new Blob([image]), "signature.jpg");
  parts.set("request", JSON.stringify(request));
  return parts;
}

async function call({ url }: World, path: string, init: RequestInit = {}, token = TOKEN): Promise<Answered> {
  const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Answered["body"] };
}

function fetchImage({ url }: World, id: string, token: string): Promise<Response> {
  return fetch(`${url}/v1/signatures/${id}/image`, { headers: { authorization: `Bearer ${token}` } });
}

async function refusalOf(response: Response): Promise<unknown> {
  return [response.status, ((await response.json()) as Answered["body"])["code"]];
}

/** The types of what is in the audit log of an approval, with who did it. */
async function audited(world: World, approval: string, type: string): Promise<unknown[]> {
  const { body } = await call(world, `/v1/approvals/${approval}/events`);
  const rows = body["data"] as { type: string; actor: { id?: string } }[];
  return rows.filter((row) => row.type === type).map((row) => row.actor.id);
}

async function asked(world: World): Promise<{ readonly id: string; readonly approval: string }> {
  const { status, body } = await call(world, "/v1/signatures", { method: "POST", body: form() });
  expect(status).toBe(201);
  return body as unknown as { id: string; approval: string };
}

async function approved(world: World) {
  const signature = await asked(world);
  await world.press(await world.card(), ADA);
  await until("it is approved", async () => {
    return (await call(world, `/v1/signatures/${signature.id}`)).body["status"] === "approved";
  });
  return signature;
}

describe("a signature", () => {
  test("is asked for with its picture on the card, used while it is active, and written down each time", async () => {
    await using world = await openWorld();
    const use = tokenFor(world, "use");
    const signature = await asked(world);
    const before = await call(world, `/v1/signatures/${signature.id}`);
    expect(before.body).toMatchObject({ status: "pending", valid_until: null, approval: signature.approval });
    expect(await refusalOf(await fetchImage(world, signature.id, use))).toEqual([
      403,
      "signature_not_active",
    ]);

    const message = await world.card();
    const [, key = ""] = /"img_key":"([^"]+)"/.exec(JSON.stringify(message.content)) ?? [];
    const shown = await fetch(`${world.sandbox.url}/sandbox/images/${key}`);
    expect(Buffer.from(await shown.arrayBuffer()).equals(CLEAN)).toBe(true);

    await world.press(message, ADA);
    const card = await world.card(({ template }) => template === "green");
    expect(JSON.stringify(card.content)).toContain(key);
    const { body } = await call(world, `/v1/signatures/${signature.id}`);
    const span = Date.parse(String(body["valid_until"])) - Date.parse(String(body["valid_from"]));
    expect([body["status"], span]).toEqual(["approved", WEEK * 1000]);

    const served = await fetchImage(world, signature.id, use);
    expect(Buffer.from(await served.arrayBuffer()).equals(CLEAN)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "content-disposition": `attachment; filename="${signature.id}.jpeg"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    await fetchImage(world, signature.id, TOKEN);
    expect(await audited(world, signature.approval, "signature.used")).toEqual([
      "tok_use",
      "tok_environment",
    ]);
  });

  test("may not be used once its time is over, but still be seen by who may ask for one", async () => {
    const clock = new Forward();
    await using world = await openWorld({}, { clock: clock.now });
    const use = tokenFor(world, "use");
    const { id, approval } = await approved(world);
    clock.by(WEEK - 60);
    expect((await fetchImage(world, id, use)).status).toBe(200);
    clock.by(60);
    expect(await refusalOf(await fetchImage(world, id, use))).toEqual([403, "signature_not_active"]);
    expect((await call(world, `/v1/signatures/${id}`)).body["status"]).toBe("expired");
    expect((await fetchImage(world, id, TOKEN)).status).toBe(200);
    expect(await audited(world, approval, "signature.used")).toHaveLength(1);
    expect(await audited(world, approval, "signature.viewed")).toEqual(["tok_environment"]);
  });

  test("may not be used once it was revoked, and is revoked once", async () => {
    await using world = await openWorld();
    const use = tokenFor(world, "use");
    const { id, approval } = await approved(world);
    expect((await fetchImage(world, id, use)).status).toBe(200);
    const revoked = await call(world, `/v1/signatures/${id}/revoke`, { method: "POST" });
    expect(revoked).toMatchObject({ status: 200, body: { status: "revoked" } });
    expect(await refusalOf(await fetchImage(world, id, use))).toEqual([403, "signature_not_active"]);
    expect(await call(world, `/v1/signatures/${id}/revoke`, { method: "POST" })).toMatchObject({
      status: 409,
      body: { code: "signature_ended" },
    });
    expect(await audited(world, approval, "signature.revoked")).toEqual(["tok_environment"]);
    expect(await audited(world, approval, "signature.used")).toHaveLength(1);
    await world.card(({ template }) => template === "grey");
  }, 20_000);

  test("is revoked before it is answered by taking its approval back", async () => {
    await using world = await openWorld();
    const { id, approval } = await asked(world);
    const { body } = await call(world, `/v1/signatures/${id}/revoke`, { method: "POST" });
    expect(body["status"]).toBe("revoked");
    expect((await call(world, `/v1/approvals/${approval}`)).body["status"]).toBe("cancelled");
  });

  test("that was rejected may not be used, and its card is red", async () => {
    await using world = await openWorld();
    const use = tokenFor(world, "use");
    const { id } = await asked(world);
    await world.press(await world.card(), ADA, "reject");
    await world.card(({ template }) => template === "red");
    expect((await call(world, `/v1/signatures/${id}`)).body).toMatchObject({
      status: "rejected",
      valid_until: null,
    });
    expect(await refusalOf(await fetchImage(world, id, use))).toEqual([403, "signature_not_active"]);
  });

  test("is shown by a link until that ends, and by no link that somebody changed", async () => {
    const clock = new Forward();
    await using world = await openWorld({}, { clock: clock.now });
    const use = tokenFor(world, "use");
    const { id, approval } = await approved(world);
    const link = await call(world, `/v1/signatures/${id}/link`, { method: "POST" }, use);
    const url = String(link.body["url"]);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(CLEAN)).toBe(true);
    expect(await audited(world, approval, "signature.used")).toEqual(["tok_use"]);
    for (const [part, other] of [
      ["exp=1", "exp=2"],
      ["by=tok_use", "by=tok_ben"],
      [id, (await asked(world)).id],
      ["sig=", "sig=A"],
    ] as const) {
      expect(url).toContain(part);
      expect(await refusalOf(await fetch(url.replace(part, other)))).toEqual([403, "link_invalid"]);
    }
    clock.by(301);
    expect(await refusalOf(await fetch(url))).toEqual([403, "link_expired"]);
    expect(await audited(world, approval, "signature.used")).toHaveLength(1);
  });

  test("has no link that outlives it", async () => {
    const clock = new Forward();
    await using world = await openWorld({}, { clock: clock.now });
    const { id } = await approved(world);
    clock.by(WEEK - 100);
    const link = await call(world, `/v1/signatures/${id}/link`, { method: "POST" });
    const until = (await call(world, `/v1/signatures/${id}`)).body["valid_until"];
    expect(Date.parse(String(link.body["expires_at"]))).toBeLessThanOrEqual(Date.parse(String(until)));
    const url = String(link.body["url"]);
    await call(world, `/v1/signatures/${id}/revoke`, { method: "POST" });
    expect(await refusalOf(await fetch(url))).toEqual([403, "signature_not_active"]);
  });

  test("waits for Lark to take its picture, and is uploaded once for all its cards", async () => {
    await using world = await openWorld();
    world.sandbox.addFault({ on: "image", status: 500 });
    const request = { ...ASKED, to: [{ chat_id: GROUP }, { open_id: ADA }] };
    const { body } = await call(world, "/v1/signatures", { method: "POST", body: form(request) });
    await until("both cards are there", async () => {
      const { cards } = (await call(world, `/v1/approvals/${String(body["approval"])}`)).body as {
        cards: { state: string }[];
      };
      return cards.every(({ state }) => state === "sent");
    });
    const keys = world.sandbox
      .view()
      .messages.map((message) => /"img_key":"([^"]+)"/.exec(JSON.stringify(message))?.[1]);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(world.sandbox.view().faults).toEqual([]);
  });
});
