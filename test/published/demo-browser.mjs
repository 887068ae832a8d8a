// Uses the page of the demo like a person: log in by each dialect, call the service, log out, see the refusal. The accounts
// are chosen with the keyboard only.
import { join } from 'node:path';
import { complaintsOf, launch } from './browser-page.mjs';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LIMIT_MS = 2000;

/** The expectations for each dialect: a text in its token, whether it can be renewed, and how the service verifies it. */
const DIALECTS = [
  { name: 'auth100', role: 'BUYER', token: '"id":', renews: true, verifiedBy: 'introspection' },
  { name: 'koko', role: 'SELLER', token: '"scopes":', renews: true, verifiedBy: 'signature' },
  { name: 'bookker', role: 'ADMIN', token: '"secure-api"', renews: true, verifiedBy: 'introspection' },
  { name: 'simplejwt', role: 'BUYER', token: '"token_type": "access"', renews: true, verifiedBy: 'introspection' },
  { name: 'shoop', role: 'SELLER', token: 'Opaque', renews: false, verifiedBy: 'introspection' },
];

/** Throws if an expectation fails, or if the page violates its policy. Saves screenshots. */
export async function useDemo(origin, folder) {
  const browser = await launch();
  try {
    for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      const page = await browser.newPage({ viewport, isMobile: device === 'phone', hasTouch: device === 'phone' });
      // The browser's console logs an expected refusal by role as an error.
      const complaints = complaintsOf(page, origin, (text) =>
        /the server responded with a status of 40[13]/.test(text),
      );
      const picture = (name) => page.screenshot({ path: join(folder, `demo-${device}-${name}.png`), fullPage: true });
      await page.goto(origin);
      await page.locator('#health strong').waitFor();
      await picture('log-in');
      await beRefused(page, picture);
      await takeOrders(page, picture);
      for (const dialect of DIALECTS) await useDialect(page, dialect, picture);
      await expectNoScrolling(page);
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

/** A wrong password is answered in the dialect's own format. */
async function beRefused(page, picture) {
  await choose(page, 'dialect', 'koko');
  await page.fill('#password', 'not this one');
  await page.press('#password', 'Enter');
  await expectAnswer(page, '403 log_in_refused');
  await picture('refused');
  await page.reload();
}

/** A BUYER orders and cannot ship, a SELLER ships, an ADMIN sees it. */
async function takeOrders(page, picture) {
  const product = `Tea ${Date.now()}`;
  const row = page.locator('.orders li', { hasText: product });
  await logIn(page, 'auth100', 'BUYER');
  await page.fill('#product', product);
  await page.press('#product', 'Enter');
  await expectAnswer(page, '201');
  await row.getByRole('button', { name: 'Ship' }).click();
  await expectAnswer(page, '403 insufficient_role');
  await picture('buyer');
  await logOut(page);
  await logIn(page, 'koko', 'SELLER');
  await row.getByRole('button', { name: 'Ship' }).click();
  await expectAnswer(page, '200');
  await row.getByText('SHIPPED').waitFor();
  await picture('seller');
  await logOut(page);
  await logIn(page, 'bookker', 'ADMIN');
  await row.getByText('SHIPPED').waitFor();
  await logOut(page);
}

async function useDialect(page, { name, role, token, renews, verifiedBy }, picture) {
  await logIn(page, name, role);
  await expectText(page.locator('#standard-token .claims'), `"dialect": "${name}"`, `"${role}"`);
  await expectText(page.locator('#dialect-token .token'), token);
  await page.getByRole('button', { name: 'Who am I?' }).click();
  await expectAnswer(page, '200');
  await expectText(page.locator('#answer-body'), '"verifiedBy": "signature"', `"dialect": "${name}"`);
  await page.getByLabel('Token of the dialect').check();
  await page.getByRole('button', { name: 'Who am I?' }).click();
  await expectText(page.locator('#answer-body'), `"verifiedBy": "${verifiedBy}"`);
  if (name === 'koko') {
    await page.getByRole('button', { name: 'Show orders' }).click();
    await expectAnswer(page, '403 roles_unknown');
  }
  const refresh = page.getByRole('button', { name: 'Refresh' });
  if ((await refresh.isVisible()) !== renews)
    throw new Error(`${name}: the refresh button is ${renews ? 'missing' : 'shown'}`);
  if (renews) {
    const before = await page.locator('#standard-token .claims').textContent();
    await refresh.click();
    await page.waitForFunction(
      (text) => globalThis.document.querySelector('#standard-token .claims').textContent !== text,
      before,
    );
  }
  await logOut(page);
  await picture(`${name}-logged-out`);
  await page.getByRole('button', { name: 'Show orders' }).click();
  await expectAnswer(page, '401');
}

/** Chooses a radio button with the keyboard: Tab reaches the group, the arrow keys its other buttons. */
async function logIn(page, dialect, role) {
  const again = page.getByRole('button', { name: 'Log in again' });
  if (await again.isVisible()) await again.press('Enter');
  await choose(page, 'dialect', dialect);
  await choose(page, 'account', `${role.toLowerCase()}@demo.example`);
  await page.keyboard.press('Enter');
  await page.locator('#session-summary', { hasText: role }).waitFor();
}

async function choose(page, name, value) {
  await page.locator(`input[name="${name}"]:checked`).focus();
  const wanted = page.locator(`input[name="${name}"][value="${value}"]`);
  for (let tries = 0; tries < 6 && !(await wanted.isChecked()); tries += 1) await page.keyboard.press('ArrowDown');
  if (!(await wanted.isChecked())) throw new Error(`${value} cannot be chosen by keyboard`);
}

async function logOut(page) {
  await page.getByRole('button', { name: 'Log out' }).click();
  const refusal = page.locator('#refusal');
  await refusal.waitFor();
  const { after } = /refused (?<after>\d+) ms later: revoked_token/.exec(await refusal.textContent())?.groups ?? {};
  if (!(Number(after) < LIMIT_MS)) throw new Error(`After the log-out: ${await refusal.textContent()}`);
}

async function expectAnswer(page, outcome) {
  await page.locator('#answer-line strong', { hasText: new RegExp(`^${outcome}`) }).waitFor();
}

async function expectText(locator, ...texts) {
  for (const text of texts) await locator.filter({ hasText: text }).waitFor();
}

/** A page that is wider than a phone needs horizontal scrolling. */
async function expectNoScrolling(page) {
  const [content, window] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = globalThis.document.documentElement;
    return [scrollWidth, clientWidth];
  });
  if (content > window) throw new Error(`The page is ${content} wide, in a window of ${window}`);
}
