import type { Ids } from "../ids.ts";

export interface StoredImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A media type such as `image/png`. */
  readonly type: string;
}

/** The images that the app has uploaded, by their `image_key`. */
export class Images {
  readonly #images = new Map<string, StoredImage>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  store(image: StoredImage): string {
    const key = this.#ids.next("img_v3_");
    this.#images.set(key, image);
    return key;
  }

  find(imageKey: string): StoredImage | undefined {
    return this.#images.get(imageKey);
  }
}
