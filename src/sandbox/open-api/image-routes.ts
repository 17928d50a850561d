import { Elysia } from "elysia";

import type { Tenant } from "../tenant/tenant.ts";
import { success } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { imageType } from "./image-type.ts";
import { readMultipart } from "./multipart.ts";
import { PlatformError } from "./platform-error.ts";

const LIMIT_BYTES = 10 * 1024 * 1024;
const PURPOSES = new Set(["message", "avatar"]);

/** `POST im/v1/images`, a multipart form with `image_type` and `image`. */
export function imageRoutes(gateway: Gateway, tenant: Tenant) {
  return new Elysia().post(
    "/open-apis/im/v1/images",
    gateway({ api: "image", fault: "image" }, upload(tenant)),
    { parse: "none" },
  );
}

function upload({ images }: Tenant): Work {
  return async ({ request }) => {
    const form = await readMultipart(request);
    const bytes = form?.get("image");
    const purpose = Buffer.from(form?.get("image_type") ?? []).toString();
    if (!bytes || !PURPOSES.has(purpose)) throw new PlatformError(234001, "Invalid request param.");
    if (bytes.length === 0) throw new PlatformError(234010, "File's size can't be 0.");
    if (bytes.length > LIMIT_BYTES) throw new PlatformError(234006, "The file size exceed the max value.");
    const type = imageType(bytes);
    if (!type) throw new PlatformError(234011, "Can't regonnize the image format.");
    return success({ image_key: images.store({ bytes, type }) });
  };
}
