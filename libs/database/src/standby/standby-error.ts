/** The reasons why a standby is not used. */
export type StandbyFault =
  | 'behind'
  | 'no_answer'
  | 'no_standby'
  | 'another_database'
  | 'another_history'
  | 'another_primary'
  | 'busy'
  | 'unknown';

/** Their texts in log lines. */
export const FAULT_IN_WORDS: Readonly<Record<StandbyFault, string>> = {
  behind: 'it has not replayed what was committed',
  no_answer: 'it does not answer in time',
  no_standby: 'it is no standby, or none any more',
  another_database: 'it is a copy of another database',
  another_history: 'it is ahead of the primary, so it follows another one',
  another_primary: 'the primary is another one now',
  busy: 'too many reads wait for it',
  unknown: 'it is not known yet',
};

/** A standby cannot be used now. */
export class StandbyError extends Error {
  override readonly name = 'StandbyError';

  constructor(readonly fault: StandbyFault) {
    super(FAULT_IN_WORDS[fault]);
  }
}
