// oxlint-disable complexity, consistent-return -- each rule is told in one breath, as one would say it.
import { type Happening, type Known, LIFE, type PlainDelegation, type PolicyWorld } from "./policy-worlds.ts";

type ModelVote = { by: Known; for?: Known; verdict: "approve" | "reject"; stage: number };

/** The rules told plainly: mutable, by numbers of people and seconds, and by nothing that the server is made of. */
export class PolicyModel {
  status = "pending";
  stage = 0;
  votes: ModelVote[] = [];
  /** The stage of each card that there is, in order. */
  cards = [0];
  escalated = false;
  reminders = 0;
  superseded = false;
  readonly #world: PolicyWorld;
  readonly #revoked = new Set<PlainDelegation>();
  #stageBegan = 0;

  constructor(world: PolicyWorld) {
    this.#world = world;
  }

  /** What comes of it at this second, as a code. */
  happen(what: Happening, now: number): string {
    switch (what.kind) {
      case "crash":
        return "nothing";
      case "revoke": {
        const delegation = this.#world.delegations[what.delegation];
        if (delegation) this.#revoked.add(delegation);
        return "nothing";
      }
      case "tick":
        return this.#tick(now);
      case "click":
        return this.#click(what, now);
      case "supersede":
        if (this.status !== "pending" || now >= LIFE) return "superseded_ended";
        this.superseded = true;
        return this.#end("cancelled");
      case "cancel":
        return this.#past(now) ?? this.#end("cancelled");
      case "break_glass":
        return this.#past(now) ?? this.#end(what.verdict === "approve" ? "approved" : "rejected");
    }
  }

  /** Why this person may not answer now; in whose place they may, or that it is their own. */
  standing(who: Known, now: number): { no: string } | { yes: Known | "own" } {
    const own = this.#own(who);
    const hidden = this.#requesterTrouble(who);
    if (hidden) return { no: hidden };
    if (this.#counted(who)) return { no: "already_voted" };
    if (own === "yes") return { yes: "own" };
    let why = "not_an_approver";
    for (const delegation of this.#world.delegations) {
      const { from, to, starts, ends } = delegation;
      const holds = to === who.person && starts <= now && now < ends && !this.#revoked.has(delegation);
      if (!holds || !this.#entries(from.person).some((entry) => meets(entry.by, from.by))) continue;
      const trouble = this.#requesterTrouble(from) ?? (this.#counted(from) ? "already_voted" : undefined);
      if (!trouble) return { yes: from };
      why = trouble;
    }
    return { no: own === "unknown" ? "membership_unknown" : why };
  }

  #click({ who, action, reason, card }: Happening & { kind: "click" }, now: number): string {
    if (this.status !== "pending") return "already_ended";
    const { requester, reason: asked, stages } = this.#world;
    if (action === "cancel") {
      if (!requester || requester.person !== who.person || !meets(requester.by, who.by))
        return "not_the_requester";
      return this.#past(now) ?? this.#end("cancelled");
    }
    if (this.cards.at(card === -1 ? -1 : card % this.cards.length) !== this.stage) return "changed";
    const late = this.#past(now);
    if (late) return late;
    const standing = this.standing(who, now);
    if ("no" in standing) return standing.no;
    if (action === "reject" && asked === "required" && !reason?.trim()) return "reason_required";
    const vote: ModelVote = { by: who, verdict: action, stage: this.stage };
    this.votes.push(standing.yes === "own" ? vote : { ...vote, for: standing.yes });
    const same = this.votes.filter((other) => other.stage === this.stage && other.verdict === action).length;
    if (same < (stages[this.stage]?.policy[action] ?? 0)) return "voted";
    if (action === "reject") return this.#end("rejected", "decided");
    if (this.stage + 1 === stages.length) return this.#end("approved", "decided");
    this.stage += 1;
    this.#stageBegan = now;
    this.escalated = false;
    this.reminders = 0;
    this.cards.push(this.stage);
    return "advanced";
  }

  #tick(now: number): string {
    if (this.status !== "pending") return "nothing";
    if (now >= LIFE) return this.#end("expired");
    const { stages, remindAfter } = this.#world;
    const escalate = stages[this.stage]?.escalate;
    if (escalate && !this.escalated && now - this.#stageBegan >= escalate.after) {
      this.escalated = true;
      this.cards.push(this.stage);
    }
    if (remindAfter === undefined) return "nothing";
    // The nth reminder is due after 1 + 2 + 4 + … times the first wait.
    for (let due = remindAfter, n = 1; this.#stageBegan + due <= now; due += remindAfter * 2 ** n, n += 1) {
      this.reminders = Math.max(this.reminders, n);
    }
    return "nothing";
  }

  #past(now: number): string | undefined {
    if (this.status !== "pending") return "already_ended";
    return now >= LIFE ? this.#end("expired") : undefined;
  }

  #end(status: string, code = status): string {
    this.status = status;
    return code;
  }

  /** All notes of one person among those who may answer now. */
  #entries(person: number): readonly Known[] {
    const stage = this.#world.stages[this.stage];
    if (!stage || stage.approvers === "anyone") return [];
    const more = this.escalated ? (stage.escalate?.approvers ?? []) : [];
    return [...stage.approvers, ...more].filter(
      (entry): entry is Known => "person" in entry && entry.person === person,
    );
  }

  #own(who: Known): "yes" | "no" | "unknown" {
    const approvers = this.#world.stages[this.stage]?.approvers ?? [];
    if (approvers === "anyone") return "yes";
    if (this.#entries(who.person).some((entry) => meets(entry.by, who.by))) return "yes";
    const groups = approvers.flatMap((entry) => ("group" in entry ? [this.#world.groups[entry.group]] : []));
    if (groups.some((members) => members !== "unknown" && members?.includes(who.person))) return "yes";
    return groups.includes("unknown") ? "unknown" : "no";
  }

  #requesterTrouble(who: Known): string | undefined {
    const { requester, allowSelf } = this.#world;
    if (!requester || allowSelf) return undefined;
    if (!meets(requester.by, who.by)) return "requester_unverifiable";
    return requester.person === who.person ? "self_approval" : undefined;
  }

  /** Whether a vote of this stage is theirs or in their place, as far as the ids can tell. */
  #counted(who: Known): boolean {
    const entries = this.#entries(who.person).map(({ by }) => by);
    const ids = entries.some((by) => meets(by, who.by)) ? [...who.by, ...entries.flat()] : who.by;
    return this.votes.some(
      (vote) =>
        vote.stage === this.stage &&
        [vote.by, vote.for].some((one) => one?.person === who.person && meets(one.by, ids)),
    );
  }
}

function meets(one: readonly string[], other: readonly string[]): boolean {
  return one.some((kind) => other.includes(kind));
}
