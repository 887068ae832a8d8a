// Swagger UI as a person uses it: "Authorize", "Try it out" and "Execute", under its Content-Security-Policy.
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws when something does not work; leaves screenshots in a folder. */
export async function tryInBrowser(origin, folder) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy/u.test(message.text()))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !url.startsWith('data:')) complaints.push(`a request to ${url}`);
    });
    await page.goto(`${origin}/docs`);
    const account = await prepareAccount(origin);
    for (const operation of operations(account)) await tryOperation(page, operation, folder);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    await browser.close();
  }
}

/** A verified user of the default owner, made over the wire. */
async function prepareAccount(origin) {
  const { defaultOwner } = await (await fetch(origin, { headers: { accept: 'application/json' } })).json();
  const email = `browser-${Date.now()}@example.com`;
  const password = 'Password123';
  const post = async (method, path, body) =>
    (
      await fetch(`${origin}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();
  const { result } = await post('POST', '/users', { email, password, ownerUuid: defaultOwner, rol: 5 });
  const verified = await post('PUT', `/users/${result.uuid}/verify`, { verificationCode: result.verificationCode });
  const bookker = await post('POST', '/api/v1/login', { username: email, password });
  const koko = await post('POST', '/api/login', { email, password });
  return {
    email,
    password,
    tokens: { auth100: verified.result.accessToken, bookker: bookker.token, koko: koko.data.access_token },
  };
}

/** One operation of each dialect: what to type, and what must come back. */
function operations({ email, password, tokens }) {
  const login = JSON.stringify({ email, password });
  return [
    { name: 'auth100', path: '/auth/logout', authorize: ['auth100Token', tokens.auth100], status: 200 },
    { name: 'koko', path: '/api/oauth/logout', authorize: ['kokoToken', tokens.koko], status: 200 },
    { name: 'bookker', path: '/api/v1/users', authorize: ['bookkerToken', tokens.bookker], status: 200 },
    { name: 'simplejwt', path: '/api/token/', body: login, status: 200 },
    { name: 'shoop', path: '/api/v2/auth/login', body: login, status: 200 },
  ];
}

async function tryOperation(page, { name, path, authorize, body, status }, folder) {
  if (authorize) await fillAuthorization(page, ...authorize);
  const block = page
    .locator('.opblock')
    .filter({ has: page.locator(`[data-path="${path}"]`) })
    .first();
  await block.scrollIntoViewIfNeeded();
  await block.locator('.opblock-summary-control').first().click();
  const tryOut = block.locator('button.try-out__btn');
  if ((await tryOut.count()) > 0 && !/cancel|reset/iu.test((await tryOut.first().textContent()) ?? ''))
    await tryOut.first().click();
  if (body !== undefined) await block.locator('textarea.body-param__text').fill(body);
  await block.locator('button.execute').click();
  const code = block.locator('.live-responses-table .response-col_status').first();
  await code.waitFor({ timeout: 30_000 });
  await page.screenshot({ path: join(folder, `swagger-${name}.png`) });
  const answered = (
    (await block.locator('.live-responses-table tbody .response-col_status').first().textContent()) ?? ''
  ).trim();
  if (!answered.startsWith(String(status))) throw new Error(`${name} ${path} answered ${answered} in Swagger UI`);
  await block.locator('.opblock-summary-control').first().click();
}

async function fillAuthorization(page, scheme, value) {
  await page.locator('button.authorize').first().click();
  const part = page.locator('.auth-container').filter({ hasText: scheme }).first();
  await part.locator('input').first().fill(value);
  await part.locator('button.authorize').first().click();
  await page.locator('.dialog-ux button.btn-done').first().click();
}
