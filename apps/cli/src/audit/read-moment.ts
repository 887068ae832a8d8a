import { Refusal } from '../outcome/refusal';

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/u;

/** Reads a time with its offset (RFC 3339), or a date, which means midnight in UTC. Refuses anything else. */
export function readMoment(text: string): Date {
  const moment = new Date(text);
  const isMoment = (DATE.test(text) || DATE_TIME.test(text)) && !Number.isNaN(moment.getTime());
  // JavaScript turns 31 February into March.
  if (isMoment && (!DATE.test(text) || moment.toISOString().startsWith(text))) return moment;
  const sentence = `${JSON.stringify(text)} is no moment such as 2027-01-31 or 2027-01-31T04:00:00Z.`;
  throw new Refusal('unreadable_moment', [sentence]);
}
