import type { Approval, Status } from "../approval/approval.ts";
import type { Person } from "../approval/person.ts";
import { type JsonObject, ownObject, ownString } from "../protocol/json-object.ts";
import { mentionInText } from "./mention.ts";

/** How an approval ended, in a line for each language: for a chat whose card of it can be changed no more. */
export function endedText({ request, status, votes }: Approval, isRevoked: boolean): string {
  const title = plain(request.title);
  const [en, zh] = isRevoked ? REVOKED : ENDED[status];
  const deciders = votes
    .filter(({ verdict }) => !isRevoked && VERDICT[verdict] === status)
    .map(({ by }) => by);
  const who = deciders.slice(0, MOST_NAMED).map(nameInText).join(", ");
  const more = deciders.length > MOST_NAMED ? " …" : "";
  const by = who === "" ? ["", ""] : [` by ${who}${more}`, `（${who}${more}）`];
  return `${title}: ${en}${by[0]}\n${title}：${zh}${by[1]}`;
}

const ENDED: Readonly<Record<Status, readonly [string, string]>> = {
  pending: ["still pending", "待审批"],
  approved: ["approved", "已通过"],
  rejected: ["rejected", "已拒绝"],
  expired: ["expired", "已过期"],
  cancelled: ["cancelled", "已取消"],
};
const REVOKED = ["revoked", "已撤销"] as const;
const VERDICT = { approve: "approved", reject: "rejected" } as const;
const MOST_NAMED = 5;

/** That a posted card has changed where it cannot be changed itself. */
export function changedText(card: JsonObject): string {
  const title = plain(titleOf(card));
  const [en, zh] = title === "" ? ["This card", "此卡片"] : [`“${title}”`, `“${title}”`];
  return `${en} has changed. The message above can no longer show it.\n${zh}已有变化，原消息无法再更新。`;
}

function titleOf(card: JsonObject): string {
  return ownString(ownObject(ownObject(card, "header") ?? {}, "title") ?? {}, "content") ?? "";
}

function nameInText(person: Person): string {
  return person.name === undefined ? (mentionInText(person) ?? "?") : plain(person.name);
}

/** What others wrote, on one line: a text's markup (Lark, "Message content": tags, links) would mention whom it likes. */
function plain(text: string): string {
  const line = text
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll("[", "［")
    .replaceAll("]", "］")
    .replaceAll(/\s+/g, " ")
    .trim();
  const letters = Array.from(line);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : line;
}

const LONGEST = 120;
