import type { Person } from "../approval/person.ts";

/**
 * A mention in a text message. Ids as Lark forms them: what else a request may have called an open_id (such as "all")
 * mentions nobody.
 */
export function mentionInText({ open_id }: Person): string | undefined {
  return open_id !== undefined && isOpenId(open_id) ? `<at user_id="${open_id}"></at>` : undefined;
}

export function isOpenId(id: string): boolean {
  return /^ou_[A-Za-z0-9]{1,60}$/.test(id);
}
