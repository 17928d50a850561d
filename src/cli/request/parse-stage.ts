import { InvalidArgumentError } from "@commander-js/extra-typings";

import { isObject } from "../api/approval-answer.ts";
import { listApprovers } from "./list-approvers.ts";
import { parseDuration } from "./parse-duration.ts";
import { parseVotes } from "./parse-options.ts";
import { type IdByKind, parseApprover, parseRecipient } from "./parse-person.ts";

/** A stage, or an escalation, as the API takes it. */
export type StageBody = Readonly<Record<string, unknown>>;

/** A stage as `to=oc_…,ou_…;approvers=ou_…,chat:oc_…;approve=2;reject=1`, or as JSON. Throws InvalidArgumentError. */
export function parseStage(text: string): StageBody {
  return readJson(text) ?? toStage(readParts(text, ["to", "approvers", "approve", "reject"]));
}

/** Further approvers as `after=1h;to=oc_…;approvers=ou_…`, or as JSON. Throws InvalidArgumentError. */
export function parseEscalation(text: string): StageBody {
  return readJson(text) ?? toEscalation(readParts(text, ["after", "to", "approvers"]));
}

function toStage(parts: ReadonlyMap<string, string>): StageBody {
  const [approve, reject] = [parts.get("approve"), parts.get("reject")];
  const policy = {
    ...(approve !== undefined && { approve: parseVotes(approve) }),
    ...(reject !== undefined && { reject: parseVotes(reject) }),
  };
  return {
    to: list(need(parts, "to")).map(parseRecipient),
    approvers: listApprovers(list(need(parts, "approvers")).map(parseApprover)),
    ...(Object.keys(policy).length > 0 && { policy }),
  };
}

function toEscalation(parts: ReadonlyMap<string, string>): StageBody {
  return {
    after: parseDuration(need(parts, "after")),
    to: list(need(parts, "to")).map(parseRecipient),
    approvers: list(need(parts, "approvers")).map(parseNamed),
  };
}

/** There is nobody to add to "anyone", and "anyone" is nobody to tell. */
function parseNamed(text: string): IdByKind {
  const approver = parseApprover(text);
  if (approver !== "anyone") return approver;
  throw new InvalidArgumentError('"anyone" cannot be added.');
}

function readJson(text: string): StageBody | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError("This is not JSON.");
}

function readParts(text: string, known: readonly string[]): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const [, name = "", value = ""] = /^\s*([a-z]+)=(.*)$/s.exec(part) ?? [];
    if (!known.includes(name) || parts.has(name)) {
      throw new InvalidArgumentError(`Say each of ${known.join(", ")} once, as name=value, with ; between.`);
    }
    parts.set(name, value);
  }
  return parts;
}

function need(parts: ReadonlyMap<string, string>, name: string): string {
  const value = parts.get(name);
  if (value !== undefined) return value;
  throw new InvalidArgumentError(`It lacks ${name}=….`);
}

function list(text: string): readonly string[] {
  return text.split(",").map((one) => one.trim());
}
