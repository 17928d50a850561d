/**
 * The properties of card JSON 2.0, from the platform's pages on its structure and components. A card with another one is
 * refused; where the pages disagree the property is in.
 */
const LAYOUT = words(
  "direction padding horizontal_spacing horizontal_align vertical_spacing vertical_align elements",
);
const INTERACTIVE = words("name required disabled disabled_tips width behaviors confirm value");
const TEXT = words("content i18n_content text_size text_color text_align lines");
const ICON = words("token color img_key size");
const PEOPLE = words("size show_name show_avatar style");

/** What every component may have. */
const COMMON = words("tag element_id margin");

/** The properties of each tagged object. */
export const ELEMENT_PROPERTIES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    plain_text: TEXT,
    lark_md: TEXT,
    markdown: [...TEXT, ...words("icon")],
    div: words("text icon width fields"),
    hr: [],
    img: words(
      "img_key alt title transparent corner_radius scale_type size preview mode custom_width compact_width",
    ),
    img_combination: words("combination_mode combination_transparent corner_radius img_list"),
    person: [...PEOPLE, ...words("user_id user_id_type")],
    person_list: [...PEOPLE, ...words("persons lines drop_invalid_user_id icon")],
    chart: words("aspect_ratio color_theme preview height chart_spec"),
    table: words("page_size row_height row_max_height freeze_first_column header_style columns rows"),
    audio: words("file_key audio_id show_time fill width style"),
    standard_icon: ICON,
    custom_icon: ICON,
    text_tag: words("text color"),
    column_set: [...LAYOUT, ...words("flex_mode background_style columns action")],
    column: [...LAYOUT, ...words("background_style width weight action")],
    form: [...LAYOUT, ...words("name confirm")],
    collapsible_panel: [...LAYOUT, ...words("expanded background_color border header")],
    interactive_container: [
      ...LAYOUT,
      ...INTERACTIVE,
      ...words("height background_style has_border border_color corner_radius border hover_tips"),
    ],
    button: [
      ...INTERACTIVE,
      ...words(
        "type size text icon hover_tips url multi_url form_action_type action_type complex_interaction",
      ),
    ],
    input: [
      ...INTERACTIVE,
      ...words(
        "placeholder default_value max_length input_type rows auto_resize max_rows show_icon label label_position",
      ),
    ],
    overflow: [...INTERACTIVE, ...words("options")],
    select_static: [...INTERACTIVE, ...words("type placeholder initial_option initial_index options")],
    select_person: [...INTERACTIVE, ...words("type placeholder initial_option options")],
    multi_select_static: [...INTERACTIVE, ...words("type placeholder selected_values options")],
    multi_select_person: [...INTERACTIVE, ...words("type placeholder selected_values options")],
    date_picker: [...INTERACTIVE, ...words("placeholder initial_date")],
    picker_time: [...INTERACTIVE, ...words("placeholder initial_time")],
    picker_datetime: [...INTERACTIVE, ...words("placeholder initial_datetime")],
    select_img: [...INTERACTIVE, ...words("multi_select style layout can_preview aspect_ratio options")],
    checker: [
      ...INTERACTIVE,
      ...words("checked text overall_checkable button_area checked_style padding hover_tips"),
    ],
  }).map(([tag, properties]) => [tag, new Set([...COMMON, ...properties])]),
);

/** The properties of the card itself and of its untagged parts. */
export const CARD_PROPERTIES: Readonly<Record<string, ReadonlySet<string>>> = {
  "": new Set(words("schema config card_link header body fallback")),
  config: new Set(
    words(
      "streaming_mode streaming_config summary locales enable_forward update_multi width_mode use_custom_translation enable_forward_interaction style",
    ),
  ),
  header: new Set(words("title subtitle text_tag_list i18n_text_tag_list template icon padding")),
  body: new Set(LAYOUT),
};

/** Components of JSON 1.0 that 2.0 has no more. */
export const RETIRED: ReadonlySet<string> = new Set(["action", "note"]);

/** Components that only stand at the root of a card; a chart may stand anywhere but in a form. */
export const ROOT_ONLY: ReadonlySet<string> = new Set(["form", "table"]);

/** Components that a person can do something with. */
export const INTERACTIVE_TAGS: ReadonlySet<string> = new Set(
  words(
    "button input overflow select_static select_person multi_select_static multi_select_person date_picker picker_time picker_datetime select_img checker",
  ),
);

function words(text: string): readonly string[] {
  return text.split(" ");
}
