import { showAnswer } from './answer.mjs';
import { byId, element, onAction } from './elements.mjs';
import { send } from './service.mjs';
import { decode, showToken } from './token.mjs';

/** How long and how often the page checks whether the service knows of a log-out. */
const LOOK_MS = 5000;
const PAUSE_MS = 50;

const LEGACY_NOTES = { koko: 'verified here: it is RS256, but it names no role' };

/** The current session, only in the memory of the page. */
export const session = { tokens: null };

/** The buttons. Calls back when the user wants to log in again. */
export function prepareSession(setting, startOver) {
  onAction(byId('refresh'), 'click', async () => {
    const answer = await send('POST', '/sessions/refresh', { json: ofDialect(session.tokens) });
    showAnswer(answer);
    if (answer.status === 200) showSession(setting, answer.body);
  });
  onAction(byId('log-out'), 'click', logOut);
  byId('start-over').addEventListener('click', () => {
    session.tokens = null;
    startOver();
  });
}

/** Shows a new or refreshed session. */
export function showSession({ dialects }, tokens) {
  session.tokens = tokens;
  const dialect = dialects.find(({ name }) => name === tokens.dialect);
  const { roles = [] } = decode(tokens.standard)?.payload ?? {};
  byId('session-summary').replaceChildren(
    'Logged in as ',
    element('strong', { textContent: roles.join(', ') }),
    ` by ${dialect.title}: `,
    element('code', { textContent: tokens.by }),
  );
  byId('standard-token')
    .querySelector('.token')
    .replaceChildren(...showToken(tokens.standard));
  byId('dialect-token-heading').textContent = `Token of ${dialect.title}`;
  byId('dialect-token')
    .querySelector('.token')
    .replaceChildren(...showToken(tokens.access));
  byId('legacy-verification').textContent = LEGACY_NOTES[tokens.dialect] ?? 'verified by asking Portero';
  byId('refresh').hidden = !dialect.canRefresh;
  byId('log-out').hidden = false;
  byId('start-over').hidden = true;
  byId('refusal').hidden = true;
}

async function logOut() {
  const { standard } = session.tokens;
  const answer = await send('POST', '/sessions/log-out', { json: ofDialect(session.tokens) });
  showAnswer(answer);
  if (answer.status !== 200) return;
  const { refused, after } = await untilRefused(standard, performance.now());
  showAnswer(refused);
  const words =
    refused.status === 401
      ? `Logged out by ${answer.body.by}. The standard token was refused ${after} ms later: ${refused.body.code}.`
      : `Logged out by ${answer.body.by}, but the token was still answered with ${refused.status}.`;
  byId('refusal').className = refused.status === 401 ? 'notice' : 'notice wrong';
  byId('refusal').textContent = `${words} Both tokens can still be tried below.`;
  byId('refusal').hidden = false;
  for (const id of ['refresh', 'log-out']) byId(id).hidden = true;
  byId('start-over').hidden = false;
  byId('start-over').focus();
}

/** Calls the service with a token until it is refused. */
async function untilRefused(token, loggedOutAt) {
  for (;;) {
    const refused = await send('GET', '/whoami', { token });
    const after = Math.round(performance.now() - loggedOutAt);
    if (refused.status === 401 || after > LOOK_MS) return { refused, after };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function ofDialect({ dialect, access, refresh }) {
  return { dialect, access, refresh };
}
