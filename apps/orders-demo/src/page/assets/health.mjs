import { byId, element } from './elements.mjs';
import { send } from './service.mjs';

const PAUSE_MS = 2000;

/** Shows, while the page is visible, how long ago the service last had contact with Portero. */
export function watchHealth() {
  const look = async () => {
    if (document.visibilityState === 'visible') show(await send('GET', '/readyz'));
    setTimeout(look, PAUSE_MS);
  };
  void look();
}

function show({ status, body }) {
  if (status !== 200 && status !== 503) return byId('health').replaceChildren('The service does not answer.');
  const { keys, revocations } = body;
  const { ageSeconds, maxAgeSeconds, fail, entries } = revocations;
  const isLate = ageSeconds === null || ageSeconds > 20;
  const heard = ageSeconds === null ? 'not heard yet' : `heard ${ago(ageSeconds)}`;
  const then = fail === 'closed' ? 'every token is refused' : 'tokens pass unchecked against it';
  byId('health').replaceChildren(
    `Portero’s keys: ${keys.count}, confirmed ${ago(keys.ageSeconds)}. Its list of revoked tokens (${entries}): `,
    element('strong', { className: isLate ? 'wrong' : 'good', textContent: heard }),
    `; after ${maxAgeSeconds} s of silence ${then}.`,
  );
}

function ago(seconds) {
  return seconds === null ? 'never' : `${Math.round(seconds)} s ago`;
}
