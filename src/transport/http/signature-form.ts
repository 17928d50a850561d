import type { Bearer } from "../../api-token.ts";
import { SignatureError } from "../../signature/signature-error.ts";
import { ApiError } from "./api-error.ts";
import type { Called } from "./authenticate.ts";
import { bodyCheck } from "./check-body.ts";
import { parseJsonBody } from "./parse-json.ts";
import { CreateSignature } from "./signature-schema.ts";

interface Parts {
  readonly image: Uint8Array;
  readonly request: object;
}

/** Bytes: of the largest image that is taken, and of what may stand around it. */
export const LARGEST_FORM = 11 * 1024 * 1024;
/** Bytes, as for any other request in JSON. */
const LARGEST_REQUEST = 256 * 1024;

/**
 * Reads the two parts of a signature's form. It is up to eleven megabytes, so it is not even read for somebody whom
 * `authorize` turns away: it throws then. Throws ApiError, and SignatureError `image_missing`.
 */
export function readSignatureForm(authorize: (called: Called) => Bearer) {
  const check = bodyCheck(CreateSignature, "request");
  return async (called: Called): Promise<Parts> => {
    authorize(called);
    const form = await readForm(called.request);
    const [image, asked] = [form.get("image"), form.get("request")];
    if (!(image instanceof Blob)) {
      throw new SignatureError("image_missing", "image: send the picture as a file in the part `image`");
    }
    if (asked === null) throw new ApiError("invalid_request", "request: send JSON in the part `request`");
    const known = new Set(["image", "request"]);
    const odd = [...form.keys()].find((name) => !known.has(name));
    if (odd !== undefined)
      throw new ApiError("invalid_request", "the form has parts besides image and request");
    const bytes = new Uint8Array(await image.arrayBuffer());
    return { image: bytes, request: check(parseJsonBody(await bytesOf(asked))) };
  };
}

async function readForm(request: Request) {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new ApiError("malformed_form", "send multipart/form-data with the parts image and request");
  }
  try {
    return await request.formData();
  } catch {
    throw new ApiError("malformed_form", "the body is not the form that its content type says");
  }
}

async function bytesOf(part: string | Blob): Promise<Uint8Array> {
  const bytes = typeof part === "string" ? Buffer.from(part) : new Uint8Array(await part.arrayBuffer());
  if (bytes.length > LARGEST_REQUEST)
    throw new ApiError("body_too_large", `request: at most ${LARGEST_REQUEST} bytes`);
  return bytes;
}
