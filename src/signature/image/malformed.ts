import { SignatureError } from "../signature-error.ts";

export function malformed(why: string): SignatureError {
  return new SignatureError("image_malformed", `image: ${why}`);
}
