import { describe, expect, onTestFinished, test } from "bun:test";

import { createMetrics, type Metrics } from "../../src/metrics/metrics.ts";
import type { OutboxCount } from "../../src/outbox/outbox.ts";
import { listenMetrics } from "../../src/transport/http/listen-metrics.ts";
import { TestClock } from "../support/test-clock.ts";

function open(counts: () => readonly OutboxCount[] = () => []): { metrics: Metrics; clock: TestClock } {
  const clock = new TestClock();
  const countOutbox = async (): Promise<readonly OutboxCount[]> => counts();
  return { metrics: createMetrics({ version: "1.2.3", clock: clock.now, countOutbox }), clock };
}

/** The samples of one metric, without its comments. */
async function samples(metrics: Metrics, name: string): Promise<readonly string[]> {
  const { text } = await metrics.expose();
  return text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe("the metrics", () => {
  test("count callbacks by what came of them, and how long they took", async () => {
    const { metrics } = open();
    metrics.noteCallback("http", "card.action.trigger", "answered", 0.004);
    metrics.noteCallback("http", "card.action.trigger", "answered", 0.2);
    metrics.noteCallback("http", "unproven", "bad_signature", 0.001);
    expect(await samples(metrics, "countersign_callbacks_total")).toEqual([
      'countersign_callbacks_total{transport="http",type="card.action.trigger",result="answered"} 2',
      'countersign_callbacks_total{transport="http",type="unproven",result="bad_signature"} 1',
    ]);
    expect(await samples(metrics, "countersign_callback_duration_seconds_count")).toEqual([
      "countersign_callback_duration_seconds_count 3",
    ]);
    const buckets = await samples(metrics, "countersign_callback_duration_seconds_bucket");
    expect(buckets).toContain('countersign_callback_duration_seconds_bucket{le="0.005"} 2');
  });

  test("count votes and calls to Lark, and tell which build this is", async () => {
    const { metrics } = open();
    metrics.noteDecision("approve");
    metrics.noteLarkCall("im.message.create", "0");
    metrics.noteLarkCall("im.message.create", "230020");
    expect(await samples(metrics, "countersign_decisions_total")).toEqual([
      'countersign_decisions_total{verdict="approve"} 1',
    ]);
    expect(await samples(metrics, "countersign_lark_requests_total")).toHaveLength(2);
    expect(await samples(metrics, "countersign_build_info")).toEqual([
      `countersign_build_info{version="1.2.3",bun="${Bun.version}"} 1`,
    ]);
  });

  test("tell what is owed when somebody looks, and no longer than it is", async () => {
    let counts: readonly OutboxCount[] = [];
    const { metrics, clock } = open(() => counts);
    counts = [
      { kind: "card.send", state: "due", count: 2, oldestDueAt: clock.in(-90) },
      { kind: "card.update", state: "waiting", count: 1, oldestDueAt: clock.in(30) },
    ];
    expect(await samples(metrics, "countersign_outbox_jobs")).toEqual([
      'countersign_outbox_jobs{kind="card.send",state="due"} 2',
      'countersign_outbox_jobs{kind="card.update",state="waiting"} 1',
    ]);
    expect(await samples(metrics, "countersign_outbox_oldest_seconds")).toEqual([
      'countersign_outbox_oldest_seconds{kind="card.send"} 90',
      'countersign_outbox_oldest_seconds{kind="card.update"} 0',
    ]);
    counts = [];
    expect(await samples(metrics, "countersign_outbox_jobs")).toEqual([]);
  });

  test("have a door of their own, and nothing else behind it", async () => {
    const door = listenMetrics(open().metrics, { hostname: "127.0.0.1", port: 0 });
    onTestFinished(() => door?.stop());
    const answer = await fetch(`${door?.url}/metrics`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("text/plain"),
    ]);
    expect(await answer.text()).toContain("# TYPE countersign_callbacks_total counter");
    expect((await fetch(`${door?.url}/v1/approvals`)).status).toBe(404);
  });

  test("have no door where none is wanted", () => {
    expect(listenMetrics(open().metrics, undefined)).toBeUndefined();
  });
});
