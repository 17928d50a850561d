import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { ApprovalService } from "../../src/approval/approval-service.ts";
import type { Approval } from "../../src/approval/approval.ts";
import type { Directory } from "../../src/approval/directory.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { operatorOf, type Press } from "../support/click-worlds.ts";
import { openStorage } from "../support/open-storage.ts";
import { serviceOver } from "../support/service-over.ts";
import { TestClock } from "../support/test-clock.ts";

/** The real service over the real store on a disk, which can be stopped, and cut off, at any point. */
export class CrashingServer {
  readonly clock = new TestClock();
  readonly #root: string;
  readonly #options: { readonly directory: Directory } | undefined;
  readonly #newId = countUp();
  #lives = 0;
  #storage: Storage;
  #service: ApprovalService;

  constructor(root: string, directory?: Directory) {
    this.#root = root;
    this.#options = directory && { directory };
    this.#storage = openStorage(this.#dir);
    this.#service = this.#serve();
  }

  get storage(): Storage {
    return this.#storage;
  }

  get service(): ApprovalService {
    return this.#service;
  }

  /** Presses a button of the card in the group. Answers what came of it, and whether that is remembered from before. */
  async press(
    approval: Approval,
    eventId: string,
    press: Press,
  ): Promise<{ kind: string; replayed: boolean }> {
    const commit = await this.#service.click({
      eventId,
      approvalId: approval.id,
      action: press.verdict,
      operator: operatorOf(press),
      message_id: `om_${approval.cards[0]?.id}`,
      chat_id: "oc_1",
    });
    if (commit.kind === "not_found") throw new Error(`${approval.id} is gone`);
    return { kind: commit.outcome.kind, replayed: commit.replayed };
  }

  /** Takes all that is owed, and delivers it or lets it lie. Answers how much it was. */
  async takeOwed({ deliver }: { deliver: boolean }): Promise<number> {
    const { approvals, outbox } = this.#storage;
    const jobs = await outbox.lease(this.clock.in(1), this.clock.in(60), 100);
    for (const job of deliver ? jobs : []) {
      const shownRevision = (await approvals.findByCard(job.key))?.revision ?? 0;
      const receipt = { messageId: `om_${job.key}`, shownRevision };
      await outbox.settle(job, { kind: "delivered", receipt }, this.clock.now(), this.clock.now());
    }
    return jobs.length;
  }

  /** Everything that is owed by now, and what follows from it. */
  async deliverAll(): Promise<void> {
    while ((await this.takeOwed({ deliver: true })) > 0);
  }

  async restart(): Promise<void> {
    this.stop();
    await this.#start();
  }

  /** The process is gone, with all that it had not written; the disk is as it is at this very moment. */
  async crash(): Promise<void> {
    const [dead, before] = [this.#storage, this.#dir];
    this.#lives += 1;
    mkdirSync(this.#dir);
    for (const file of ["countersign.db", "countersign.db-wal"]) {
      if (existsSync(join(before, file))) copyFileSync(join(before, file), join(this.#dir, file));
    }
    await this.#start();
    dead.close();
  }

  stop(): void {
    this.#storage.close();
  }

  get #dir(): string {
    return join(this.#root, String(this.#lives));
  }

  #serve(): ApprovalService {
    return serviceOver(this.#storage.approvals, this.clock, { ...this.#options, newId: this.#newId });
  }

  async #start(): Promise<void> {
    this.#storage = openStorage(this.#dir);
    this.#service = this.#serve();
    await this.#storage.outbox.releaseAll(this.clock.now());
  }
}

/** Ids that go on counting when the server starts anew. */
function countUp(): () => string {
  let ids = 0;
  return () => String(++ids).padStart(4, "0");
}
