import { Elysia } from "elysia";

import type { Department } from "../tenant/organisation.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { success } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { departmentIdType, personIdType } from "./id-types.ts";
import { pageOf } from "./page-of.ts";
import { PlatformError } from "./platform-error.ts";

/** `contact/v3/departments/parent` and `contact/v3/group/member_belong`. */
export function organisationRoutes(gateway: Gateway, tenant: Tenant) {
  return new Elysia({ prefix: "/open-apis/contact/v3" })
    .get("/departments/parent", gateway({ api: "departments.parent" }, parents(tenant)))
    .get("/group/member_belong", gateway({ api: "group.member_belong" }, userGroups(tenant)));
}

/** All above a department, the nearest first, without the root. */
function parents({ organisation }: Tenant): Work {
  return ({ query }) => {
    const department = organisation.find(departmentIdType(query), query.get("department_id") ?? "");
    if (!department) throw new PlatformError(40004, "no dept authority error");
    const { items, ...rest } = pageOf(organisation.above(department), query, LIMITS.departments);
    return success({ ...rest, items: items.map(presentDepartment) });
  };
}

function userGroups({ organisation, people }: Tenant): Work {
  return ({ query }) => {
    const person = people.find(personIdType(query, "member_id_type"), query.get("member_id") ?? "");
    if (!person) throw new PlatformError(41012, "user id invalid error");
    const { items, ...rest } = pageOf(organisation.userGroupsOf(person.open_id), query, LIMITS.groups);
    return success({ ...rest, group_list: items.map(({ group_id }) => group_id) });
  };
}

const invalid = () => new PlatformError(40001, "param is invalid");

const LIMITS = {
  departments: { size: 10, most: 50, refusal: invalid },
  groups: { size: 10, most: 1000, refusal: invalid },
} as const;

function presentDepartment({ open_department_id, department_id, name, parent }: Department): object {
  return { open_department_id, department_id, name, parent_department_id: parent ?? "0" };
}
