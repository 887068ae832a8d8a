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

/** Reads the orders anew and shows them. */
export async function listOrders() {
  const answer = await call('GET', '/orders');
  if (answer.status === 200) byId('order-list').replaceChildren(tableOf(answer.body.orders));
  else byId('order-list').replaceChildren();
  return answer;
}

function call(method, path, json) {
  return send(method, path, { token: session.tokens[chosen('token')], json });
}

function tableOf(orders) {
  if (orders.length === 0) return element('p', { className: 'soft', textContent: 'There are no orders to see.' });
  const caption = element('caption', { textContent: `Orders that this role may see: ${orders.length}` });
  const names = ['Product', 'Quantity', 'Status', 'Placed', 'Ship (SELLER)'];
  const cells = names.map((name) => element('th', { scope: 'col', textContent: name }));
  const head = element('thead', {}, element('tr', {}, ...cells));
  return element('table', {}, caption, head, element('tbody', {}, ...orders.map(rowOf)));
}

function rowOf({ id, product, quantity, status, placedAt }) {
  const texts = [product, `× ${quantity}`, status, new Date(placedAt).toLocaleString()];
  const cells = texts.map((textContent) => element('td', { textContent }));
  const ship = element('button', { type: 'button', textContent: 'Ship' });
  ship.setAttribute('aria-label', `Ship ${product}`);
  onAction(ship, 'click', async () => {
    const answer = await call('POST', `/orders/${id}/ship`);
    if (answer.status === 200) await listOrders();
    showAnswer(answer);
  });
  return element('tr', {}, ...cells, element('td', {}, ...(status === 'NEW' ? [ship] : [])));
}
