import { CliError } from "../cli-error.ts";
import type { IdByKind } from "./parse-person.ts";

/** The approvers as the API takes them. Throws CliError `usage` for "anyone" beside somebody. */
export function listApprovers(given: readonly (IdByKind | "anyone")[]): "anyone" | readonly IdByKind[] {
  const people = given.filter((approver) => approver !== "anyone");
  if (people.length === given.length) return people;
  if (people.length === 0) return "anyone";
  throw new CliError("usage", '--approver: "anyone" leaves nobody to be named beside it');
}
