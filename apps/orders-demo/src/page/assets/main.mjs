import { byId } from './elements.mjs';
import { watchHealth } from './health.mjs';
import { prepareLogIn } from './log-in.mjs';
import { listOrders, prepareOrders } from './orders.mjs';
import { send } from './service.mjs';
import { prepareSession, showSession } from './session.mjs';

const { body: setting } = await send('GET', '/page/setting');

prepareLogIn(setting, (tokens) => {
  showSession(setting, tokens);
  turnTo('session');
  void listOrders();
});
prepareSession(setting, () => turnTo('log-in'));
prepareOrders();
watchHealth();

/** Shows either the form or the session with its actions, and moves the focus there. */
function turnTo(place) {
  const hasSession = place === 'session';
  byId('log-in').hidden = hasSession;
  byId('session').hidden = !hasSession;
  byId('calls').hidden = !hasSession;
  byId(hasSession ? 'answer-beside-calls' : 'answer-below-log-in').append(byId('answer'));
  byId('orders').hidden = true;
  byId('answer').hidden = !hasSession;
  document.querySelector('input[name="token"][value="standard"]').checked = true;
  const goal = hasSession ? byId('session-heading') : document.querySelector('#dialects input:checked');
  goal.focus();
}
