/** Cards, posted cards, webhooks, and events that are to be handled. */
type JobKind =
  | "card.send"
  | "card.update"
  | "card.settle"
  | "card.remind"
  | "posting.send"
  | "posting.update"
  | "posting.settle"
  | "webhook.deliver"
  | "event.handle";

/** An effect that is owed. It names what to bring up to date, never how it should look: that is read when it runs. */
export interface Job {
  readonly kind: JobKind;
  /** Jobs with the same key run one at a time and in order; for cards it is the card's id, for webhooks the delivery's. */
  readonly key: string;
  /** What it is about, as in the audit log: an approval, or a posted card. */
  readonly subject: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Grows when the same effect is owed again while the job is under way. */
  readonly version: number;
  /** Of what it was last owed for, as the log names it. */
  readonly requestId?: string | undefined;
  /** When this attempt began, for a queue that asks for it when it ends. */
  readonly begunAt?: Date | undefined;
}

/** What a delivered card job learned. */
export interface Receipt {
  readonly messageId?: string | undefined;
  readonly chatId?: string | undefined;
  /** The revision that the card now certainly shows; 0 when that is not certain. */
  readonly shownRevision: number;
}

/**
 * How one attempt ended. `error` is a stable code, fit for the API; details belong in the log. `status` is that of the
 * far side's HTTP answer, for webhooks.
 */
export type Delivery = (
  | { readonly kind: "delivered"; readonly receipt?: Receipt | undefined }
  | {
      readonly kind: "retry";
      readonly error: string;
      readonly afterMs?: number | undefined;
      /** Nothing went wrong: it is not time yet. */
      readonly early?: true | undefined;
    }
  | { readonly kind: "failed"; readonly error: string }
) & { readonly status?: number | undefined };

/** Carries out one job. Never throws for an expected fault of the far side. */
export type Deliver = (job: Job) => Promise<Delivery>;
