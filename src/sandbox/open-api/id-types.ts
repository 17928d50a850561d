import type { PersonIdType } from "../tenant/people.ts";
import { PlatformError } from "./platform-error.ts";

const PERSON: readonly PersonIdType[] = ["open_id", "union_id", "user_id"];
const DEPARTMENT = ["open_department_id", "department_id"] as const;

/** The kind of id that a call names people by, open_id if it does not say. Throws PlatformError 40001. */
export function personIdType(
  query: URLSearchParams,
  parameter = "user_id_type",
  message = "param is invalid",
): PersonIdType {
  return oneOf(PERSON, query.get(parameter) ?? "open_id", message);
}

/** As `personIdType`, for departments. */
export function departmentIdType(query: URLSearchParams): (typeof DEPARTMENT)[number] {
  return oneOf(DEPARTMENT, query.get("department_id_type") ?? "open_department_id", "param is invalid");
}

function oneOf<T extends string>(known: readonly T[], asked: string, message: string): T {
  const type = known.find((candidate) => candidate === asked);
  if (type === undefined) throw new PlatformError(40001, message);
  return type;
}
