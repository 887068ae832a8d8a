import { showAnswer } from './answer.mjs';
import { byId, chosen, element, onAction } from './elements.mjs';
import { send } from './service.mjs';
import { session } from './session.mjs';

/** The buttons and the form. */
export function prepareOrders() {
  onAction(byId('whoami'), 'click', async () => showAnswer(await call('GET', '/whoami')));
  onAction(byId('list'), 'click', async () => showAnswer(await listOrders()));
  onAction(byId('order-form'), 'submit', async () => {
    const wish = { product: byId('product').value, quantity: byId('quantity').valueAsNumber };
    const answer = await call('POST', '/orders', wish);
    if (answer.status === 201) await listOrders();
    showAnswer(answer);
  });
}

/** Reads the orders again and shows them. */
export async function listOrders() {
  const answer = await call('GET', '/orders');
  byId('orders').hidden = answer.status !== 200;
  byId('order-list').replaceChildren(...(answer.status === 200 ? listOf(answer.body.orders) : []));
  return answer;
}

function call(method, path, json) {
  return send(method, path, { token: session.tokens[chosen('token')], json });
}

function listOf(orders) {
  const words = orders.length === 0 ? 'There is none that this role may see.' : `This role may see ${orders.length}.`;
  const note = `${words} Any role may try to ship; only a SELLER succeeds, and only once.`;
  const list = element('ul', { className: 'orders' }, ...orders.map(itemOf));
  return [element('p', { className: 'soft', textContent: note }), list];
}

function itemOf({ id, product, quantity, status, placedAt }) {
  const texts = { product, quantity: `× ${quantity}`, status, placed: new Date(placedAt).toLocaleString() };
  const parts = Object.entries(texts).map(([className, textContent]) => element('span', { className, textContent }));
  const ship = element('button', { type: 'button', textContent: 'Ship' });
  ship.setAttribute('aria-label', `Ship ${product}`);
  onAction(ship, 'click', async () => {
    const answer = await call('POST', `/orders/${id}/ship`);
    if (answer.status === 200) await listOrders();
    showAnswer(answer);
  });
  return element('li', {}, ...parts, ...(status === 'NEW' ? [ship] : []));
}
