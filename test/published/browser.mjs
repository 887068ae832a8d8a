// Uses Swagger UI like a person: "Authorize", "Try it out" and "Execute", under its Content-Security-Policy.
import { join } from 'node:path';
import { complaintsOf, launch } from './browser-page.mjs';

const VIEWPORT = { width: 1280, height: 1400 };

/** Throws if an operation does not work, or if the page violates its policy. Saves a screenshot of each operation. */
export async function tryInBrowser(origin, folder) {
  const account = await prepareAccount(origin);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    const complaints = complaintsOf(page, origin);
    await page.goto(`${origin}/docs`);
    await page.locator('.opblock').first().waitFor();
    await page.screenshot({ path: join(folder, 'swagger.png') });
    for (const operation of operations(account)) await tryOperation(page, operation, folder);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    await browser.close();
  }
}

/** A verified user of the default owner, and a token of each dialect that has a protected operation. */
async function prepareAccount(origin) {
  const { defaultOwner: ownerUuid } = await (await fetch(origin, { headers: { accept: 'application/json' } })).json();
  const email = `browser-${Date.now()}@example.com`;
  const password = 'Password123';
  const send = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${origin}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { result: created } = await send('POST', '/users', { email, password, ownerUuid, rol: 5 });
  const { verificationCode } = created;
  const { result: auth100 } = await send('PUT', `/users/${created.uuid}/verify`, { verificationCode });
  const koko = await send('POST', '/api/login', { email, password });
  const bookker = await send('POST', '/api/v1/login', { username: email, password });
  const shoop = await send('POST', '/api/v2/auth/login', { email, password });
  return {
    login: JSON.stringify({ email, password }),
    tokens: { auth100: auth100.accessToken, koko: koko.data.access_token, bookker: bookker.token, shoop: shoop.key },
  };
}

/** One operation of each dialect: what to type, and the expected status. SimpleJWT has no protected operation. */
function operations({ login, tokens }) {
  return [
    { name: 'auth100', method: 'post', path: '/auth/logout', authorize: ['auth100Token', tokens.auth100], status: 200 },
    { name: 'koko', method: 'post', path: '/api/oauth/logout', authorize: ['kokoToken', tokens.koko], status: 200 },
    { name: 'bookker', method: 'get', path: '/api/v1/users', authorize: ['bookkerToken', tokens.bookker], status: 200 },
    { name: 'simplejwt', method: 'post', path: '/api/token/', body: login, status: 200 },
    { name: 'shoop', method: 'get', path: '/api/v2/user/me', authorize: ['shoopKey', tokens.shoop], status: 200 },
  ];
}

async function tryOperation(page, { name, method, path, authorize, body, status }, folder) {
  if (authorize) await fillAuthorization(page, ...authorize);
  const block = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
  const toggle = block.locator('.opblock-summary-control');
  await toggle.click();
  // The service enables "Try it out" by default, so the button already says "Cancel".
  await block.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
  if (body !== undefined) await block.locator('textarea.body-param__text').fill(body);
  await block.getByRole('button', { name: 'Execute', exact: true }).click();
  const code = block.locator('.live-responses-table tbody .response-col_status').first();
  await code.waitFor();
  await block.evaluate((element) => element.scrollIntoView());
  await page.screenshot({ path: join(folder, `swagger-${name}.png`) });
  const answered = ((await code.textContent()) ?? '').trim();
  if (!answered.startsWith(String(status))) throw new Error(`${path} answered ${answered} in Swagger UI`);
  await toggle.click();
}

async function fillAuthorization(page, scheme, value) {
  await page.locator('.scheme-container button.authorize').click();
  const dialog = page.locator('.dialog-ux');
  const part = dialog.locator('.auth-container', { has: page.locator('code', { hasText: new RegExp(`^${scheme}$`) }) });
  await part.locator('input').fill(value);
  await part.getByRole('button', { name: 'Apply credentials' }).click();
  await part.getByRole('button', { name: 'Remove authorization' }).waitFor();
  await part.locator('button.btn-done').click();
}
