import { showAnswer } from './answer.mjs';
import { byId, choice, chosen, element, onAction } from './elements.mjs';
import { send } from './service.mjs';

/** The form with the dialects and accounts. Calls back with the new session. */
export function prepareLogIn({ dialects, accounts }, begin) {
  byId('dialects').replaceChildren(...dialects.map(dialectChoice));
  byId('accounts').replaceChildren(...accounts.map(accountChoice));
  byId('accounts').addEventListener('change', () => fillIn(accounts));
  tellPasswords(accounts);
  fillIn(accounts);
  onAction(byId('log-in-form'), 'submit', async () => {
    const [email, password] = [byId('email').value, byId('password').value];
    const answer = await send('POST', '/sessions', { json: { dialect: chosen('dialect'), email, password } });
    showAnswer(answer);
    if (answer.status === 201) begin(answer.body);
  });
}

function dialectChoice({ name, title, canRefresh, hasLogOut }, place) {
  const note = `${canRefresh ? 'refresh' : 'no refresh'}, ${hasLogOut ? 'log-out' : 'ended by revocation'}`;
  return choice({ name: 'dialect', value: name, title, note, checked: place === 0 });
}

function accountChoice({ role, email }, place) {
  return choice({ name: 'account', value: email, title: role, note: email, checked: place === 0 });
}

function fillIn(accounts) {
  const account = accounts.find(({ email }) => email === chosen('account'));
  if (account === undefined) return;
  byId('email').value = account.email;
  byId('password').value = account.password;
}

function tellPasswords(accounts) {
  const passwords = [...new Set(accounts.map(({ password }) => password))];
  if (passwords.length === 0) return;
  const words = passwords.map((password) => element('code', { textContent: password }));
  byId('credentials').replaceChildren('The password of these accounts: ', ...words.flatMap((word) => [word, ' ']));
}
