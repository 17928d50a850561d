import type { ApprovalRequest } from "../approval/approval.ts";
import { type Button, type Form, sideBySide } from "./card-json.ts";
import { CONTROL_WORDS } from "./control-words.ts";
import { localise, type Words } from "./words.ts";

/** An input above the buttons that send it along, as `reason`. One that approves is never held up by an empty input. */
export function decisionForm(request: ApprovalRequest, ...buttons: readonly Button[]): Form {
  const onlyRejects = !request.comment;
  return {
    tag: "form",
    name: "decision",
    vertical_spacing: "8px",
    elements: [
      {
        tag: "input",
        name: "reason",
        input_type: "multiline_text",
        rows: 2,
        width: "fill",
        max_length: LONGEST_REASON,
        placeholder: { tag: "plain_text", ...localise(placeholder(request)) },
        required: onlyRejects && request.reason === "required",
      },
      ...(buttons.length === 1
        ? buttons.map(toSubmit)
        : [sideBySide(...buttons.map((one) => [toSubmit(one)]))]),
    ],
  };
}

const LONGEST_REASON = 1000;

function toSubmit(button: Button): Button {
  return { ...button, name: button.element_id, form_action_type: "submit" };
}

function placeholder({ reason, comment }: ApprovalRequest): Words {
  const { placeholder, placeholderForBoth } = CONTROL_WORDS;
  return comment && reason !== "off" ? placeholderForBoth[reason] : placeholder[reason];
}
