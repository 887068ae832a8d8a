/** The subjects of checks. */
export type Subject =
  | 'settings'
  | 'database'
  | 'standby'
  | 'migrations'
  | 'keys'
  | 'mail'
  | 'limits'
  | 'clock'
  | 'certificates'
  | 'management';

/**
 * - `ok`: as it should be.
 * - `warning`: it works, but should be changed.
 * - `wrong`: it does not work, or not for long.
 * - `unchecked`: an earlier failure prevented the check.
 */
export type State = 'ok' | 'warning' | 'wrong' | 'unchecked';

/** A finding. */
export interface Finding {
  readonly check: Subject;
  readonly state: State;
  /** A sentence without secrets and without values of settings that may hold one. */
  readonly message: string;
  /** What to do about it; `null` when there is nothing to do. */
  readonly mend: string | null;
}

/** Makes the findings about one subject. */
export function findingsAbout(check: Subject): Readonly<Record<State, (message: string, mend?: string) => Finding>> {
  const finding =
    (state: State) =>
    (message: string, mend?: string): Finding => ({ check, state, message, mend: mend ?? null });
  return { ok: finding('ok'), warning: finding('warning'), wrong: finding('wrong'), unchecked: finding('unchecked') };
}
