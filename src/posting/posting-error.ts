/** A card or a rule that is not taken, with a stable code. The message names the mend. */
export class PostingError extends Error {
  override readonly name = "PostingError";
  readonly code: PostingErrorCode;

  constructor(code: PostingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type PostingErrorCode =
  "card_invalid" | "card_not_found" | "card_form_differs" | "rule_invalid" | "idempotency_conflict";
