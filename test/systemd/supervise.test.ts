import { describe, expect, onTestFinished, test } from "bun:test";

import { supervise } from "../../src/systemd/supervise.ts";
import { until } from "../e2e/open-world.ts";

function watch(stuck: () => string | undefined, fault = stuck) {
  const told: string[] = [];
  const notifier = {
    send: (...lines: string[]) => told.push(lines.join("|")) > 0,
    close: () => told.push("closed"),
  };
  const supervision = supervise({ notifier, watchdogUsec: "6000", fault, stuck }, "Listening");
  onTestFinished(() => supervision.stopping());
  const count = (line: string): number => told.filter((one) => one === line).length;
  return { told, count, supervision };
}

describe("the watchdog", () => {
  test("is fed while the server is well, and only then", async () => {
    let fault: string | undefined;
    const { told, count } = watch(() => fault);
    await until("it is fed", () => count("WATCHDOG=1") > 2);
    fault = "database is\nlocked";
    await until("the fault is told", () => count("STATUS=Not well: database is locked") > 0);
    const before = count("WATCHDOG=1");
    await until("more looks", () => count("STATUS=Not well: database is locked") > 5);
    expect(count("WATCHDOG=1")).toBe(before);
    fault = undefined;
    await until("it is fed again", () => count("WATCHDOG=1") > before);
    expect(told).toContain("WATCHDOG=1|STATUS=Listening");
  });

  test("is fed where a start anew would mend nothing, and the status tells what is wrong", async () => {
    const { count } = watch(
      () => undefined,
      () => "the server's disk is full",
    );
    await until("it is fed", () => count("WATCHDOG=1|STATUS=Not well: the server's disk is full") > 2);
  });

  test("hears that the settings are read again, and when that is done", () => {
    const { told, supervision } = watch(() => undefined);
    supervision.reloading(() => void told.push("read"));
    const since = told.indexOf("RELOADING=1|STATUS=Reading the settings again");
    expect(told.slice(since, since + 3)).toEqual([told[since] ?? "", "read", "READY=1|STATUS=Listening"]);
  });

  test("is not fed once the server stops", async () => {
    const { told, count, supervision } = watch(() => undefined);
    await until("it is fed", () => count("WATCHDOG=1") > 0);
    supervision.stopping();
    const said = told.length;
    await Bun.sleep(20);
    expect(told.slice(said - 2)).toEqual(["STOPPING=1|STATUS=Ending what is under way", "closed"]);
  });
});
