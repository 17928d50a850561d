/** Every mistake in the settings, found at once: a line each, that names the setting and the mend. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "bad_settings";
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join("\n"));
    this.mistakes = mistakes;
  }
}
