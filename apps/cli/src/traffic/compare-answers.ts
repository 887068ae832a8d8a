import type { RecordedAnswer } from './exchange';
import { compareBodies } from './compare-bodies';
import type { Difference } from './difference';
import type { ValueMap } from './value-map';

/** Headers that clients depend on. Dates, lengths, servers and caches may differ. */
const COMPARED_HEADERS = ['content-type', 'www-authenticate', 'location', 'allow', 'retry-after', 'link'] as const;

/** The differences between Portero's answer and the recorded one. It also records which values correspond. */
export function compareAnswers(recorded: RecordedAnswer, actual: RecordedAnswer, values: ValueMap): Difference[] {
  return [
    ...(recorded.status === actual.status
      ? []
      : [{ at: 'status', problem: `${recorded.status} is now ${actual.status}` }]),
    ...COMPARED_HEADERS.flatMap((name) => compareHeader(name, recorded.headers[name], actual.headers[name], values)),
    ...compareBodies(recorded.body, actual.body, values),
  ];
}

function compareHeader(
  name: string,
  recorded: string | undefined,
  actual: string | undefined,
  values: ValueMap,
): Difference[] {
  const at = `header ${name}`;
  if (recorded === undefined && actual === undefined) return [];
  if (recorded === undefined) return [{ at, problem: `is new: ${actual ?? ''}` }];
  if (actual === undefined) return [{ at, problem: `is missing; it was ${recorded}` }];
  if (canonical(name, values.text(recorded)) === canonical(name, actual)) return [];
  // Cursors and waiting times of the two services are not comparable.
  if (name === 'link' && relations(recorded) === relations(actual)) return [];
  if (name === 'retry-after' && /^\d+$/u.test(recorded) && /^\d+$/u.test(actual)) return [];
  return [{ at, problem: `${recorded} is now ${actual}` }];
}

function canonical(name: string, value: string): string {
  const list = (text: string, separator: string): string =>
    text
      .split(separator)
      .map((part) => part.trim().toLowerCase())
      .join(separator);
  if (name === 'content-type') return list(value, ';');
  if (name === 'allow') return list(value, ',').split(',').toSorted().join(',');
  return name === 'location' ? pathOf(value) : value;
}

/** The hosts of absolute URLs differ by design. */
function pathOf(location: string): string {
  return location.replace(/^https?:\/\/[^/]+/u, '');
}

function relations(link: string): string {
  return [...link.matchAll(/rel="?([\w-]+)/gu)].map(([, relation]) => relation).join(',');
}
