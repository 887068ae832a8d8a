import type { WireAnswer } from './wire-answer';

/** A failure that only one wire knows, and has put into its words already. The exception filter sends it as it is. */
export class WordedFailure extends Error {
  override readonly name = 'WordedFailure';

  constructor(readonly answer: WireAnswer) {
    super('A worded failure');
  }
}
