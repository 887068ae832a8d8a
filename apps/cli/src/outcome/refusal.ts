/** A command refuses its work and says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code stable snake_case, for scripts
   * @param lines whole sentences, for people
   */
  constructor(
    readonly code: string,
    readonly lines: readonly string[],
  ) {
    super(lines.join('\n'));
  }
}
