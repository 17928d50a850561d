import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { cleanImage } from "../../../src/signature/image/clean-image.ts";
import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { exif, pngChunk, readImage, withJpegSegments, withPngChunks } from "../../support/image-parts.ts";

describeInBrowser("an image without its metadata", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** Its size and its pixels, as a browser shows it. */
  async function look(bytes: Uint8Array, mediaType: string): Promise<string> {
    return page.evaluate(`(${LOOK})("data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}")`);
  }

  const jpeg = readImage("drawn.jpg");
  test.each([
    ["a PNG", withPngChunks(readImage("drawn.png"), pngChunk("tEXt", "Author\0somebody"))],
    ["a JPEG", jpeg],
    ["a JPEG that is to be turned", withJpegSegments(jpeg, [0xe1, exif(6, true)])],
    ["a WebP", readImage("drawn.webp")],
    ["a WebP with alpha", readImage("alpha.webp")],
    ["a lossless WebP", readImage("lossless.webp")],
  ])("is the same picture: %s", async (name, before) => {
    const { bytes, mediaType } = cleanImage(before);
    expect(Buffer.from(bytes).equals(before)).toBe(false);
    const seen = await look(bytes, mediaType);
    expect(seen).toBe(await look(before, mediaType));
    expect(seen).toStartWith(name.includes("turned") ? "24x48" : "48x24");
    expect(new Set(seen.split(" ")).size).toBeGreaterThan(50);
  });
});

/** Runs in the browser. */
const LOOK = `async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return canvas.width + "x" + canvas.height + " " + [...pixels].join(" ");
}`;
