import { describe, expect, onTestFinished, test } from "bun:test";
import { connect } from "node:net";

import type { AuditTrail } from "../../src/audit/audit-trail.ts";
import { eventsStream } from "../../src/transport/http/events-stream.ts";
import { listen } from "../../src/transport/http/listen.ts";
import { aRequest } from "../support/a-request.ts";
import { callApi } from "../support/call.ts";
import { API_TOKEN, type TestApp, testApp } from "../support/test-app.ts";
import { EventReader } from "./event-reader.ts";

const TOKEN = { kind: "token", id: "tok_1" } as const;
const HEADERS = { authorization: `Bearer ${API_TOKEN}` };

async function follow(
  { app }: TestApp,
  headers: Record<string, string> = {},
  search = "",
): Promise<EventReader> {
  const request = new Request(`http://localhost/v1/events${search}`, { headers: { ...HEADERS, ...headers } });
  const response = await app.handle(request);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  return new EventReader(response);
}

/** Over a real socket. */
function serve({ app, stopping }: TestApp) {
  const door = listen(app, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    stopping.abort();
    await door.stop();
  });
  return door;
}

describe("the events", () => {
  test("tell what is committed from now on, small and in order, and nothing of refusals and deliveries", async () => {
    const world = testApp();
    const { id } = await world.ask();
    const reader = await follow(world);
    const click = { approvalId: id, operator: { open_id: "ou_eve" }, message_id: "om_1", chat_id: "oc_1" };
    await world.service.click({ ...click, eventId: "ev_1", action: "approve" } as never);
    await world.service.cancel(id, TOKEN);
    const next = await make(world);
    const at = world.clock.now().toISOString();
    expect(await reader.take(2)).toEqual([
      {
        id: expect.any(Number),
        event: "approval.cancelled",
        data: { id, status: "cancelled", revision: 2, at },
      },
      {
        id: expect.any(Number),
        event: "approval.created",
        data: { id: next, status: "pending", revision: 1, at },
      },
    ] as never);
    await reader.stop();
  });

  test("are told of to HEAD at once, without any", async () => {
    const { url } = serve(testApp());
    const signal = AbortSignal.timeout(2_000);
    const { status, headers } = await fetch(`${url}/v1/events`, { method: "HEAD", headers: HEADERS, signal });
    expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  });

  test("tell a decision by its verdict, and an expiry", async () => {
    const world = testApp();
    const reader = await follow(world);
    const [yes, no, late] = [
      await world.service.create(...asked(9)),
      await world.service.create(...asked(9)),
      await world.service.create(...asked(5)),
    ];
    const by = { actor: TOKEN, name: "ops", reason: "why" };
    await world.service.breakGlass(yes.approval.id, "approve", by);
    await world.service.breakGlass(no.approval.id, "reject", by);
    world.clock.advance(6);
    await world.service.tickDue();
    const told = (await reader.take(6)).slice(3).map(({ event, data }) => [event, data.id, data.status]);
    expect(told).toEqual([
      ["approval.approved", yes.approval.id, "approved"],
      ["approval.rejected", no.approval.id, "rejected"],
      ["approval.expired", late.approval.id, "expired"],
    ]);
  });

  test("go on after the last one that was read, however long ago that was", async () => {
    const world = testApp();
    const first = await follow(world);
    const ids = [await make(world), await make(world)];
    const last = (await first.take(1)).at(0)?.id ?? 0;
    await first.stop();
    const missed = await make(world);
    const second = await follow(world, { "last-event-id": String(last) });
    expect((await second.take(2)).map(({ data }) => data.id)).toEqual([ids[1] ?? "", missed]);
    const all = await follow(world, {}, "?after=0");
    expect((await all.take(3)).length).toBe(3);
    const future = await follow(world, { "last-event-id": "999999" });
    const id = await make(world);
    expect((await future.take(1))[0]?.data.id).toBe(id);
  });

  test("have no gap and no double while many are committed and readers come and go", async () => {
    const world = testApp();
    const { url } = serve(world);
    const COUNT = 600;
    const asking = (async () => {
      for (let made = 0; made < COUNT; made += 20)
        await Promise.all(Array.from({ length: 20 }, () => world.service.create(...asked(60))));
    })();
    const readers = Array.from({ length: 4 }, async (_, which) => {
      const seen: string[] = [];
      let last = 0;
      while (seen.length < COUNT) {
        const headers = { ...HEADERS, "last-event-id": String(last) };
        const reader = new EventReader(await fetch(`${url}/v1/events`, { headers }));
        for (const event of await reader.take(Math.min(COUNT - seen.length, 37 + which * 50))) {
          seen.push(event.data.id);
          last = event.id;
        }
        await reader.stop();
      }
      return seen;
    });
    await asking;
    const made = world.storage.audit.after(0, 100_000).filter(({ type }) => type === "created");
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(made.map(({ subject }) => subject));
  });

  test("are looked for a page at a time, with others' turn between, where there are many rows of other kinds", async () => {
    const world = testApp();
    const { id } = await world.ask();
    const { audit } = world.storage;
    const after = audit.head().seq;
    const click = { approvalId: id, operator: { open_id: "ou_eve" }, message_id: "om_1", chat_id: "oc_1" };
    for (let nth = 0; nth < 900; nth += 1)
      await world.service.click({ ...click, eventId: `ev_${nth}`, action: "approve" } as never);
    await world.service.cancel(id, TOKEN);
    let isSameTurn = false;
    const hurried: number[] = [];
    const trail: AuditTrail = {
      head: () => audit.head(),
      onAppended: (listener) => audit.onAppended(listener),
      after: (seq, limit) => {
        if (isSameTurn) hurried.push(seq);
        isSameTurn = true;
        setImmediate(() => (isSameTurn = false));
        return audit.after(seq, limit);
      },
    };
    const stopping = new AbortController();
    const stream = eventsStream({ trail, after, stopping: stopping.signal, keepOpen: () => {} });
    const reader = new EventReader(new Response(stream));
    const told = await reader.next();
    expect(told?.event).toBe("approval.cancelled");
    expect(hurried.filter((seq) => seq < Number(told?.id))).toEqual([]);
    await reader.stop();
  });

  test("end when the server stops", async () => {
    const world = testApp();
    const { url } = serve(world);
    const reader = new EventReader(await fetch(`${url}/v1/events`, { headers: HEADERS }));
    world.stopping.abort();
    expect(await reader.next()).toBeUndefined();
    expect(await (await follow(world)).next()).toBeUndefined();
  });

  test("leave nobody listening when their reader has gone", async () => {
    const world = testApp();
    let listening = 0;
    const trail = { ...world.storage.audit };
    Object.assign(world.storage.audit, {
      onAppended(listener: () => void) {
        listening++;
        const stop = trail.onAppended(listener);
        return () => {
          listening--;
          stop();
        };
      },
    });
    const { url } = serve(world);
    const reader = new EventReader(await fetch(`${url}/v1/events?after=0`, { headers: HEADERS }));
    await world.ask();
    await reader.take(1);
    expect(listening).toBe(1);
    await reader.stop();
    await until(() => listening === 0);
  });

  test("are held back from a reader who does not read, and cost no memory", async () => {
    const world = testApp();
    const door = serve(world);
    const url = new URL(door.url);
    const trail = { ...world.storage.audit };
    let read = 0;
    Object.assign(world.storage.audit, {
      // A log without an end.
      after: (seq: number, limit: number) => {
        const [row] = trail.after(0, 1);
        read += limit;
        return Array.from({ length: limit }, (_, at) => ({
          ...row,
          seq: seq + at + 1,
          type: "created",
          subject: "x".repeat(200),
        }));
      },
    });
    const socket = connect(Number(url.port), url.hostname);
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    socket.pause();
    socket.write(`GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${API_TOKEN}\r\n\r\n`);
    await until(() => read > 0);
    let before = -1;
    // It stands still once the operating system's buffers are full.
    await until(() => read === before || void (before = read), 100);
    expect(read).toBeLessThan(200_000);
    // Nor does such a reader hold up the stop.
    world.stopping.abort();
    await door.stop();
  });

  test.each([
    ["last-event-id", "x"],
    ["last-event-id", "-1"],
  ])("are not given for %s %s", async (name, value) => {
    const { app } = testApp();
    expect(await callApi(app, "/v1/events", { headers: { [name]: value } })).toMatchObject({ status: 400 });
  });
});

function asked(expiresIn: number): Parameters<TestApp["service"]["create"]> {
  return [aRequest(), { expiresIn, actor: TOKEN }];
}

async function make({ service }: TestApp): Promise<string> {
  return (await service.create(...asked(60))).approval.id;
}

async function until(isTrue: () => unknown, every = 5): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (isTrue() !== true) {
    if (Date.now() > deadline) throw new Error("it did not come true in time");
    await Bun.sleep(every);
  }
}
