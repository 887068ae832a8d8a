import type { WireAnswer } from './wire-answer';

/** A failure of a single wire, with its complete answer. The exception filter sends it unchanged. */
export class WordedFailure extends Error {
  override readonly name = 'WordedFailure';

  constructor(readonly answer: WireAnswer) {
    super('A worded failure');
  }
}
