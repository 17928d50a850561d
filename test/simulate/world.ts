import { drainMicrotasks } from "bun:jsc";

import type { ApprovalService } from "../../src/approval/approval-service.ts";
import type { Commit } from "../../src/approval/approval-store.ts";
import { isChange } from "../../src/approval/outcome.ts";
import { type Chance, createChance } from "../fuzz/chance.ts";
import type { Kept } from "./kept.ts";
import { startLife } from "./life.ts";
import { CALM_AT, makePlan, type Plan, type PlannedApproval, type PlannedClick } from "./plan.ts";
import type { Planted } from "./planted.ts";
import { type Message, PretendLark } from "./pretend-lark.ts";
import { Receiver, type Told } from "./receiver.ts";
import { VirtualTime } from "./virtual-time.ts";

/** An answer that somebody outside was given. */
export interface Answered {
  readonly click: PlannedClick;
  readonly approvalId: string;
  readonly kind: string;
  readonly replayed: boolean;
  readonly changed: boolean;
}

const RESTART_MS = 150;
const CLIENT_RETRY_MS = 3_000;
/** When a world that is not at rest is given up, in milliseconds. */
const HORIZON = 30 * 60_000;

/** One world from its beginning until nothing is owed in it. All that was seen from outside is kept for the judge. */
export class World {
  readonly answers: Answered[] = [];
  readonly created = new Map<string, string>();
  readonly lark: PretendLark;
  isAtRest = false;
  readonly #receiver: Receiver;
  readonly #kept: Kept;
  readonly #planted: Planted;
  readonly #chance: Chance;
  readonly #time: VirtualTime;
  readonly #plan: Plan;
  #ids = 0;
  #lives = 0;
  #service: ApprovalService | undefined;
  #isDying = false;
  #isDown = false;
  #lastClickAt = -Infinity;
  #busy = 0;
  #writes = 0;
  #commits = 0;

  constructor(kept: Kept, planted: Planted, seed: number) {
    this.#kept = kept;
    this.#planted = planted;
    this.#chance = createChance(seed);
    this.#time = new VirtualTime(this.#chance);
    this.#plan = makePlan(this.#chance);
    this.lark = new PretendLark(this.#time, this.#chance);
    this.lark.trouble = this.#plan.trouble;
    this.#receiver = new Receiver(this.#time, this.#chance, () => this.lark.trouble);
    this.lark.onPosted = (message) => this.#noticed(message);
  }

  get told(): readonly Told[] {
    return this.#receiver.told;
  }

  /** To be called outside of every promise: what they wait for is done between two happenings. */
  run(): this {
    this.#kept.wipe();
    const restore = this.#time.install();
    try {
      this.#begin();
      while (!this.isAtRest && this.#time.ms < HORIZON && this.#time.step()) {
        drainMicrotasks();
        if (this.#isDying) this.#crash();
        this.isAtRest = this.#isOver();
      }
    } finally {
      this.#kept.disk.onCommit = () => {};
      this.#kept.disk.onCommitted = () => {};
      this.#kept.disk.onWrite = () => {};
      restore();
    }
    return this;
  }

  #begin(): void {
    const { approvals, crashes, jump, diesAtWrite, diesAfterCommit, fullAtCommit } = this.#plan;
    const { disk } = this.#kept;
    disk.onWrite = () => {
      if (++this.#writes !== diesAtWrite) return;
      this.#isDying = true;
      throw new Error("the process died");
    };
    disk.onCommit = () => {
      if (++this.#commits === fullAtCommit) throw new Error("database or disk is full");
    };
    disk.onCommitted = () => {
      if (this.#commits === diesAfterCommit) this.#isDying = true;
    };
    this.#start();
    for (const at of crashes) this.#time.after(at, () => this.#crash());
    if (jump !== undefined) this.#jump(...jump);
    this.#time.after(CALM_AT, () => void (this.lark.trouble = 0));
    for (const approval of approvals) this.#script(this.#chance.below(300), () => this.#ask(approval));
  }

  /** Something that people will do: the world is not over before it. */
  #script(ms: number, run: () => void): void {
    this.#busy += 1;
    this.#time.after(ms, () => {
      this.#busy -= 1;
      run();
    });
  }

  #start(): void {
    this.#isDown = false;
    const life = ++this.#lives;
    const started = startLife({
      kept: this.#kept,
      planted: this.#planted,
      time: this.#time,
      chance: this.#chance,
      lark: this.lark,
      receiver: this.#receiver,
      newId: () => String(++this.#ids).padStart(4, "0"),
    });
    void started.then(
      (service) => {
        if (life === this.#lives) this.#service = service;
      },
      // A process that cannot start ends, and is started again.
      () => void (this.#isDying ||= life === this.#lives),
    );
  }

  #crash(): void {
    // Dead already: the one that is being started is not there yet to die.
    if (this.#isDown) return;
    this.#isDown = true;
    this.#isDying = false;
    this.#lives += 1;
    this.#service = undefined;
    this.#time.killProcess();
    this.#script(1 + this.#chance.below(RESTART_MS), () => this.#start());
  }

  /** A clock that is set while a client waits for an answer is not part of what is promised. */
  #jump(at: number, by: number): void {
    this.#script(at, () => {
      if (this.#time.ms < this.#lastClickAt + 5_000) this.#jump(1_000, by);
      else this.#time.skew += by;
    });
  }

  /** A program asks until it is answered. */
  #ask(planned: PlannedApproval): void {
    const { key, request, expiresIn, cancelAt } = planned;
    if (this.created.has(key)) return;
    this.#script(CLIENT_RETRY_MS, () => this.#ask(planned));
    const [life, service] = [this.#lives, this.#service];
    void service
      ?.create(request, { expiresIn, actor: TOKEN, key: { scope: TOKEN.id, key, digest: "d" } })
      .then(({ approval }) => {
        if (life !== this.#lives || this.#isDying) return;
        // One answer in six is lost on its way, and the program asks once more.
        if (this.#chance.below(6) === 0) return;
        this.#time.after(this.#chance.below(50), () => {
          if (cancelAt > 0 && !this.created.has(key)) this.#script(cancelAt, () => this.#cancel(approval.id));
          this.created.set(key, approval.id);
        });
      }, IGNORE);
  }

  #cancel(id: string): void {
    void this.#service?.cancel(id, TOKEN).catch(IGNORE);
  }

  #noticed(message: Message): void {
    const approvalId = this.#approvalOf(message.cardId);
    const index = this.#indexOf(approvalId);
    for (const click of this.#plan.approvals[index]?.clicks ?? []) {
      // With several cards, each press is on one of them.
      if (this.#chance.below(2) === 0 && message.chatId !== "oc_1") continue;
      this.#script(click.after, () => this.#press(message, approvalId, click));
    }
  }

  #approvalOf(cardId: string): string {
    const row = this.#kept.db
      .query<{ approval_id: string }, [string]>("select approval_id from cards where id = ?")
      .get(cardId);
    return row?.approval_id ?? "";
  }

  #indexOf(approvalId: string): number {
    const row = this.#kept.db
      .query<{ key: string }, [string]>("select key from idempotency_keys where approval_id = ?")
      .get(approvalId);
    return Number(row?.key.split("-")[1] ?? 0);
  }

  #press(message: Message, approvalId: string, click: PlannedClick): void {
    // Pressed elsewhere, it is another message's client that waits.
    const answered = click.foreign ? () => true : this.lark.beginClick(message);
    this.#lastClickAt = this.#time.ms;
    const send = (closes: () => boolean): void =>
      this.#script(this.#chance.below(40), () => this.#receive(message, approvalId, click, closes));
    send(answered);
    if (click.again > 0) this.#script(click.again, () => send(() => true));
  }

  #receive(message: Message, approvalId: string, click: PlannedClick, closes: () => boolean): void {
    const [life, service] = [this.#lives, this.#service];
    if (service === undefined) return;
    const press = {
      eventId: `${click.eventId}_${message.id}`,
      approvalId,
      action: click.verdict,
      operator: { open_id: click.person },
      message_id: click.foreign ? "om_elsewhere" : message.id,
      chat_id: click.foreign ? "oc_elsewhere" : message.chatId,
    };
    const answer = (commit: Commit): void => {
      if (life !== this.#lives || this.#isDying || commit.kind !== "committed") return;
      const { outcome, replayed } = commit;
      const late = this.#chance.below(8) === 0 ? this.#chance.below(4_000) : this.#chance.below(80);
      this.#time.after(late, () => {
        if (!closes()) return;
        const changed = isChange(outcome) && !replayed;
        const seen = { ...click, eventId: press.eventId };
        this.answers.push({ click: seen, approvalId, kind: outcome.kind, replayed, changed });
      });
    };
    const pressing = this.#planted.clicks?.(service)(press) ?? service.click(press);
    void pressing.then(answer, IGNORE);
  }

  /** At rest: people have done all they would, every approval has ended, and nothing is owed. */
  #isOver(): boolean {
    if (this.#busy > 0 || this.#time.ms < CALM_AT || this.#service === undefined) return false;
    const { db } = this.#kept;
    const owed = db.query<{ n: number }, []>("select count(*) n from outbox").get()?.n ?? 0;
    if (owed > 0 || this.#time.ms < this.#lastClickAt + 5_000) return false;
    const pending = db.query<{ n: number }, []>("select count(*) n from approvals where status = 'pending'");
    return (pending.get()?.n ?? 0) === 0;
  }
}

const TOKEN = { kind: "token", id: "tok_1" } as const;
const IGNORE = (): void => {};
