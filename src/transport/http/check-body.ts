import { getSchemaValidator, type TSchema } from "elysia";

import { ApiError } from "./api-error.ts";
import { describeFault } from "./describe-fault.ts";

/**
 * Answers a body that is as the schema says, and throws ApiError `invalid_request` for any other, by the first fault
 * alone. To be used where a body is read: a route's own validation words up to 64 faults, with all that was sent in each,
 * before it is heard of, and nobody is answered meanwhile.
 */
export function bodyCheck<T extends object>(schema: TSchema, within = ""): (body: T) => T {
  const compile = () => getSchemaValidator(schema, { normalize: false });
  // Made with the first body that comes: the start does not wait for it.
  let validator: ReturnType<typeof compile> | undefined;
  return (body) => {
    validator ??= compile();
    if (validator.Check(body)) return body;
    throw new ApiError("invalid_request", describeFault(validator.Errors(body).First(), "body", within));
  };
}
