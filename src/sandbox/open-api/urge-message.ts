import type { Tenant } from "../tenant/tenant.ts";
import { invalidField, readBody, success } from "./call-body.ts";
import { findMessage } from "./find-message.ts";
import type { Work } from "./gateway.ts";
import { personIdType } from "./id-types.ts";
import { invalidParameter, recalled } from "./message-errors.ts";

const MOST_PEOPLE = 200;

/**
 * `PATCH im/v1/messages/:message_id/urgent_app`: rings for the people of the message's chat, and names the others. When
 * all of them are others it is refused with 230001.
 */
export function createUrgeWork(tenant: Tenant): Work {
  const { people, chats, messages } = tenant;
  return async ({ request, params, query }) => {
    const message = findMessage(tenant, params["message_id"]);
    const type = personIdType(query);
    const ids = readIds((await readBody(request))["user_id_list"]);
    if (message.deleted) throw recalled();
    const members = chats.find(message.chat_id)?.members ?? [];
    const rung = ids.flatMap((id) => {
      const person = people.find(type, id);
      return person !== undefined && members.includes(person.open_id) ? [{ id, openId: person.open_id }] : [];
    });
    if (rung.length === 0) throw invalidParameter("invalid user_id_list");
    messages.urge(
      message,
      rung.map(({ openId }) => openId),
    );
    const valid = new Set(rung.map(({ id }) => id));
    return success({ invalid_user_id_list: ids.filter((id) => !valid.has(id)) });
  };
}

function readIds(list: unknown): readonly string[] {
  const ids = Array.isArray(list) ? list.filter((id) => typeof id === "string") : [];
  if (ids.length > 0 && ids.length <= MOST_PEOPLE) return ids;
  throw invalidField("user_id_list", `1 to ${MOST_PEOPLE} ids`);
}
