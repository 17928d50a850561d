import { ownObject, ownString } from "../protocol/json-object.ts";
import type { ApiAnswer, ApiCall } from "./call-api.ts";
import { failure, type LarkResult } from "./lark-fault.ts";

export interface ImageCalls {
  /** Gives Lark a copy of an image of at most 10 MB and 12,000 pixels a side, to be shown in cards by its key. */
  uploadImage(image: NewImage): Promise<LarkResult<{ readonly imageKey: string }>>;
}

interface NewImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
}

/** Lark, "Upload image". The app needs the scope im:resource or im:resource:upload. */
export function imageCalls(call: (request: ApiCall) => Promise<ApiAnswer>): ImageCalls {
  return {
    async uploadImage({ bytes, mediaType }) {
      const body = new FormData();
      body.set("image_type", "message");
      body.set("image", new Blob([bytes], { type: mediaType }), "image");
      const answer = await call({
        api: "image.upload",
        family: "image",
        method: "POST",
        path: "/open-apis/im/v1/images",
        body,
      });
      if (!answer.ok) return answer;
      const imageKey = ownString(ownObject(answer.body, "data") ?? {}, "image_key");
      if (!imageKey) return failure("lark_bad_answer", "retry", "uploaded, but the image's key did not come");
      return { ok: true, imageKey };
    },
  };
}
