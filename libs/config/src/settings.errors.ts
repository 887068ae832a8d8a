/**
 * The settings cannot be used. `problems` holds one line for each of them, `NAME must …`, in the order of the
 * settings table. No line ever contains a value: a mistyped DATABASE_URL would print its password.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
