import { describe, expect, test } from "bun:test";

import { EXIT } from "../../src/cli/exit-codes.ts";
import type { Setting } from "../../src/config/setting.ts";
import { type SettingName, SETTINGS } from "../../src/config/settings.ts";
import { call } from "../support/call.ts";
import { testApp } from "../support/test-app.ts";
import { inlineCode, tableAfter } from "./readme.ts";

describe("the README's tables", () => {
  test("have every setting, and no other", () => {
    expect(
      settingRows()
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(Object.keys(SETTINGS).toSorted());
  });

  test.each(Object.keys(SETTINGS) as SettingName[])("have the default of %s", (name) => {
    const { fallback }: Setting<unknown> = SETTINGS[name];
    const [, told = ""] = settingRows().find(([of]) => of === name) ?? [];
    if (name === "COUNTERSIGN_DATA_DIR") expect(told).toContain(fallback?.({ env: {}, uid: 0 }) ?? "?");
    else if (name === "COUNTERSIGN_SOCKET") {
      const directory = `$${told.split("$").at(-1)?.replace("`", "")}`;
      const env = { XDG_RUNTIME_DIR: "/run/user/1" };
      expect(fallback?.({ env, uid: 1 })).toStartWith(
        `${directory.replace("$XDG_RUNTIME_DIR", "/run/user/1")}/`,
      );
    } else if (fallback !== undefined) expect(told).toContain(`\`${fallback({ env: {}, uid: 1 })}\``);
    else expect(told).toMatch(/^(none|required|`text` on a terminal|`info`; `text`)/);
  });

  test("have every exit code, and no other", () => {
    expect(exitCodes()).toEqual(Object.values(EXIT));
  });

  test("have calls that are there", async () => {
    const { body } = await call(testApp().app, "/openapi.json");
    const { paths } = body as { paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
    const told = inlineCode().flatMap((code) => {
      const [, method, path = ""] = /^(GET|POST|PUT|DELETE) (\/[^\s?]*)/.exec(code) ?? [];
      return method === undefined
        ? []
        : [{ method: method.toLowerCase(), path: path.replaceAll(/:(\w+)/g, "{$1}") }];
    });
    expect(told.length).toBeGreaterThan(15);
    expect(told.filter(({ method, path }) => paths[path]?.[method] === undefined)).toEqual([]);
  });
});

/** A row may name two settings, and then one default for both or one for each. */
function settingRows(): readonly (readonly [string, string])[] {
  return tableAfter("### Settings").flatMap(([names = "", , fallback = ""]) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => [name, fallback] as const),
  );
}

function exitCodes(): readonly number[] {
  return tableAfter("`NO_COLOR` is kept to.").map(([code]) => Number(code));
}
