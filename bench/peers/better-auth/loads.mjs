import { emailOf, PASSWORD } from '../../world/accounts.mjs';
import { SESSIONS } from '../../world/sessions.mjs';
import { betterAuthProcess } from './start.mjs';

const post = (origin, path, body) => ({
  method: 'POST',
  path: `/api/auth${path}`,
  headers: { 'content-type': 'application/json', origin },
  body: JSON.stringify(body),
});

async function peer(world) {
  return world.once('better-auth', async () => {
    const started = await betterAuthProcess(world);
    const cookies = [];
    for (let nth = 1; nth <= SESSIONS; nth += 1) cookies.push(await signUp(started.origin, nth));
    return { ...started, cookies };
  });
}

async function signUp(origin, nth) {
  const { method, path, headers, body } = post(origin, '/sign-up/email', {
    email: emailOf(nth),
    password: PASSWORD,
    name: `Name${nth}`,
  });
  const answer = await fetch(`${origin}${path}`, { method, headers, body });
  if (answer.status !== 200) throw new Error(`better-auth: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** The check of a session. */
export async function betterAuthSession(world) {
  const { origin, pid, cookies } = await peer(world);
  const requests = cookies.map((cookie) => ({ method: 'GET', path: '/api/auth/get-session', headers: { cookie } }));
  return { origin, pid, load: () => ({ requests }) };
}

/** Log-in. */
export async function betterAuthLogin(world) {
  const { origin, pid, cookies } = await peer(world);
  const requests = cookies.map((_, place) =>
    post(origin, '/sign-in/email', { email: emailOf(place + 1), password: PASSWORD }),
  );
  return { origin, pid, load: () => ({ requests }) };
}
