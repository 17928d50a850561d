import { describe, expect, test } from "bun:test";

import jsQR from "jsqr";

import { drawQr } from "../../../src/cli/init/draw-qr.ts";

const ADDRESS = `https://accounts.feishu.cn/oauth/v1/device/verify?flow_id=abc&user_code=ABCD-1234&addons=${"Qx-_9".repeat(30)}`;
const PIXELS = 4;

/** What a camera reads off a terminal of these colours. */
function scan(drawn: string, [ink, paper]: readonly [number, number]): string | undefined {
  const lines = drawn.trimEnd().split("\n");
  // oxlint-disable-next-line no-control-regex -- to take the colours out is the point
  const rows = lines.map((line) => line.replaceAll(/\u001b\[[\d;]*m/g, "").split(""));
  const wide = rows[0]?.length ?? 0;
  const image = new Uint8ClampedArray(wide * PIXELS * rows.length * 2 * PIXELS * 4);
  for (const [at, _] of image.entries()) {
    const [pixel, part] = [Math.floor(at / 4), at % 4];
    const [x, y] = [
      Math.floor((pixel % (wide * PIXELS)) / PIXELS),
      Math.floor(pixel / (wide * PIXELS) / PIXELS),
    ];
    const character = rows[Math.floor(y / 2)]?.[x] ?? " ";
    const isInk = character === "█" || character === (y % 2 === 0 ? "▀" : "▄");
    image[at] = part === 3 ? 255 : isInk ? ink : paper;
  }
  return jsQR(image, wide * PIXELS, rows.length * 2 * PIXELS, { inversionAttempts: "dontInvert" })?.data;
}

const BLACK = 0;
const WHITE = 255;

describe("a code drawn on a terminal", () => {
  test("is read by a camera: black on white that it says itself", () => {
    const drawn = drawQr(ADDRESS, { columns: 100, hasColors: true }) ?? "";
    expect(scan(drawn, [BLACK, WHITE])).toBe(ADDRESS);
    for (const line of drawn.trimEnd().split("\n")) {
      expect(line).toStartWith("\u001b[38;5;16;48;5;231m");
      expect(line).toEndWith("\u001b[0m");
    }
  });

  test("without colours is read on a dark terminal, and says nothing to the terminal", () => {
    const drawn = drawQr(ADDRESS, { columns: 100, hasColors: false }) ?? "";
    expect(scan(drawn, [WHITE, BLACK])).toBe(ADDRESS);
    expect(drawn).toMatch(/^[█▀▄ \n]+$/);
  });

  test("keeps its quiet zone of four modules, and of two where there is no room for four", () => {
    const wide = (columns: number): number =>
      Math.max(
        ...(drawQr(ADDRESS, { columns, hasColors: false }) ?? "").split("\n").map((line) => line.length),
      );
    const full = wide(200);
    expect(wide(full)).toBe(full);
    expect(wide(full - 1)).toBe(full - 4);
    expect(drawQr(ADDRESS, { columns: full - 5, hasColors: false })).toBeUndefined();
    const lines = (drawQr(ADDRESS, { columns: 200, hasColors: false }) ?? "").split("\n");
    expect(lines[0]).toMatch(/^█+$/);
    expect(lines[1]).toMatch(/^█+$/);
    expect(lines[2]).toMatch(/^█{4}[^█]/);
  });

  test("is not drawn where nobody looks on", () => {
    expect(drawQr(ADDRESS, { columns: undefined, hasColors: false })).toBeUndefined();
  });
});
