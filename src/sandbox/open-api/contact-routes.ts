import { Elysia } from "elysia";

import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxPerson } from "../view.ts";
import { readBody, success } from "./call-body.ts";
import type { Gateway, Work } from "./gateway.ts";
import { departmentIdType, personIdType } from "./id-types.ts";
import { PlatformError } from "./platform-error.ts";

const BATCH_LIMIT = 10;

/** `contact/v3/users/:user_id` and `contact/v3/users/basic_batch`. */
export function contactRoutes(gateway: Gateway, tenant: Tenant) {
  return new Elysia({ prefix: "/open-apis/contact/v3/users" })
    .get("/:user_id", gateway({ api: "user", fault: "user" }, getUser(tenant)))
    .post("/basic_batch", gateway({ api: "users", fault: "user" }, getNames(tenant)), { parse: "none" });
}

function getUser({ people, organisation }: Tenant): Work {
  return ({ params, query }) => {
    const type = personIdType(query, "user_id_type", "invalid parameter");
    const departmentType = departmentIdType(query);
    const person = people.find(type, params["user_id"] ?? "");
    if (!person) throw new PlatformError(41050, "no user authority");
    const departments = organisation.departmentsOf(person.open_id).map((each) => each[departmentType]);
    // Who is in no department is directly below the root.
    const department_ids = departments.length === 0 ? ["0"] : departments;
    return success({ user: { ...presentUser(person), department_ids } });
  };
}

function getNames({ people }: Tenant): Work {
  return async ({ request, query }) => {
    const type = personIdType(query);
    const { user_ids } = await readBody(request);
    if (!Array.isArray(user_ids) || user_ids.length === 0 || user_ids.length > BATCH_LIMIT) {
      throw new PlatformError(40001, "param is invalid");
    }
    const found = user_ids.flatMap((id: unknown) =>
      typeof id === "string" ? (people.find(type, id) ?? []) : [],
    );
    const users = found.map((person) => ({
      user_id: person[type],
      name: person.name,
      i18n_name: i18nName(person),
    }));
    return success({ users });
  };
}

function presentUser({ open_id, union_id, user_id, name, email }: SandboxPerson): object {
  const avatar = { avatar_72: "", avatar_240: "", avatar_640: "", avatar_origin: "" };
  const status = {
    is_frozen: false,
    is_resigned: false,
    is_activated: true,
    is_exited: false,
    is_unjoin: false,
  };
  return {
    union_id,
    user_id,
    open_id,
    name,
    en_name: name,
    nickname: "",
    email,
    avatar,
    status,
  };
}

function i18nName({ name }: SandboxPerson): object {
  return { zh_cn: name, ja_jp: name, en_us: name };
}
