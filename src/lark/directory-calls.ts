import { isJsonObject, type JsonObject, own, ownObject, ownString } from "../protocol/json-object.ts";
import type { ApiAnswer, ApiCall } from "./call-api.ts";
import { failure, type LarkResult } from "./lark-fault.ts";

type PersonIdType = "open_id" | "user_id" | "union_id";
type DepartmentIdType = "open_department_id" | "department_id";

export interface PersonId {
  readonly type: PersonIdType;
  readonly id: string;
}

type Ids = LarkResult<{ readonly ids: ReadonlySet<string> }>;

/** Who belongs to what. A list comes whole or not at all. */
export interface DirectoryCalls {
  /** The people of a chat that the bot is in, by ids of this type; bots are not among them. */
  chatMembers(chatId: string, type: PersonIdType): Promise<Ids>;
  /**
   * The departments that a person belongs to: those that they are in themselves, and those above these as far up as
   * the app may see. The whole company ("0") is one of them.
   */
  departmentsOf(person: PersonId, type: DepartmentIdType): Promise<Ids>;
  /** The user groups that a person belongs to, fixed and dynamic ones, as far as the app may see them. */
  userGroupsOf(person: PersonId): Promise<Ids>;
}

type Call = (request: ApiCall) => Promise<ApiAnswer>;

/** Lark, "Obtain group members", "Obtain user information", "Obtain parent department", "Query user's user groups". */
export function directoryCalls(call: Call): DirectoryCalls {
  return {
    chatMembers: (chatId, type) =>
      allPages(
        (page) =>
          call({
            api: "chat.members",
            family: "chat",
            method: "GET",
            path: `/open-apis/im/v1/chats/${encodeURIComponent(chatId)}/members?${query({ member_id_type: type, page_size: "100" }, page)}`,
          }),
        (data) => objects(data, "items").flatMap((item) => ownString(item, "member_id") ?? []),
      ),

    async departmentsOf(person, type) {
      const direct = await directDepartments(call, person, type);
      if (!direct.ok) return direct;
      const above = await Promise.all([...direct.ids].map((id) => departmentsAbove(call, id, type)));
      const fault = above.find((answer) => !answer.ok);
      if (fault !== undefined) return fault;
      const ids = above.flatMap((answer) => (answer.ok ? [...answer.ids] : []));
      return { ok: true, ids: new Set([...direct.ids, ...ids, WHOLE_COMPANY]) };
    },

    userGroupsOf: ({ type, id }) =>
      allPages(
        (page) =>
          call({
            api: "user.groups",
            family: "contact",
            method: "GET",
            path: `/open-apis/contact/v3/group/member_belong?${query({ member_id: id, member_id_type: type, page_size: "100" }, page)}`,
          }),
        (data) => strings(own(data, "group_list")) ?? [],
      ),
  };
}

/** The root of all departments, which no list of the platform names. */
const WHOLE_COMPANY = "0";
/** More than this could not be read in the time that a click has. */
const MOST_PAGES = 50;

async function directDepartments(call: Call, { type, id }: PersonId, as: DepartmentIdType): Promise<Ids> {
  const answer = await call({
    api: "user.get",
    family: "contact",
    method: "GET",
    path: `/open-apis/contact/v3/users/${encodeURIComponent(id)}?${query({ user_id_type: type, department_id_type: as })}`,
  });
  if (!answer.ok) return answer;
  const user = ownObject(ownObject(answer.body, "data") ?? {}, "user") ?? {};
  const ids = strings(own(user, "department_ids"));
  // Left out where the app lacks the scope for it: that is no "none".
  if (ids === undefined)
    return failure("lark_no_departments", "config", "no right to see people's departments");
  return { ok: true, ids: new Set(ids) };
}

function departmentsAbove(call: Call, department: string, type: DepartmentIdType): Promise<Ids> {
  if (department === WHOLE_COMPANY) return Promise.resolve({ ok: true, ids: new Set() });
  return allPages(
    (page) =>
      call({
        api: "department.parent",
        family: "contact",
        method: "GET",
        path: `/open-apis/contact/v3/departments/parent?${query({ department_id: department, department_id_type: type, page_size: "50" }, page)}`,
      }),
    (data) => objects(data, "items").flatMap((item) => ownString(item, type) ?? []),
  );
}

async function allPages(
  get: (page: string | undefined) => Promise<ApiAnswer>,
  read: (data: JsonObject) => readonly string[],
): Promise<Ids> {
  const ids = new Set<string>();
  let page: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const answer = await get(page);
    if (!answer.ok) return answer;
    const data = ownObject(answer.body, "data") ?? {};
    for (const id of read(data)) ids.add(id);
    if (own(data, "has_more") !== true) return { ok: true, ids };
    page = ownString(data, "page_token");
    if (!page) return failure("lark_bad_answer", "retry", "more to come, but not how to ask for it");
  }
  return failure("lark_too_many_pages", "final", `more than ${MOST_PAGES} pages`);
}

function query(parameters: Readonly<Record<string, string>>, page?: string): string {
  return new URLSearchParams({ ...parameters, ...(page !== undefined && { page_token: page }) }).toString();
}

function objects(data: JsonObject, name: string): readonly JsonObject[] {
  const list = own(data, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function strings(list: unknown): readonly string[] | undefined {
  return Array.isArray(list) ? list.filter((id) => typeof id === "string") : undefined;
}
