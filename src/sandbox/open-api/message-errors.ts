import { PlatformError } from "./platform-error.ts";

/** 230001; the platform says in `ext` what it did not like. */
export function invalidParameter(ext: string): PlatformError {
  return new PlatformError(230001, `Your request contains an invalid request parameter, ext=${ext}`);
}

/** 230110, for recalling what was recalled. */
export function alreadyGone(): PlatformError {
  return new PlatformError(230110, "Action unavailable as the message has been deleted.");
}

/** 230026: the bot takes back what somebody else has said. */
export function notItsOwn(): PlatformError {
  return new PlatformError(230026, "No permission to recall this message.");
}

/** 230020: more than five a second to one chat, or of one message. */
export function tooOften(): PlatformError {
  return new PlatformError(230020, "This operation triggers the frequency limit.");
}

export function recalled(): PlatformError {
  return new PlatformError(230011, "The message is recalled.");
}
