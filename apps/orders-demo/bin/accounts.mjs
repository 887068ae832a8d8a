import { DemoProblem } from './demo-problem.mjs';

const PASSWORD = 'Password123';

/** Portero's ids of the roles that the demo knows. */
const ROLE_IDS = { BUYER: 3, SELLER: 2, ADMIN: 5 };

/** The demo accounts. They are not secret, because everything listens on this machine only. */
export const ACCOUNTS = Object.keys(ROLE_IDS).map((role) => ({
  role,
  email: `${role.toLowerCase()}@demo.example`,
  password: PASSWORD,
}));

/** Creates missing accounts with the requests that Auth100's clients send in documented mode. */
export async function seedAccounts(url, { uuid: ownerUuid }) {
  for (const { role, email, password } of ACCOUNTS) {
    if ((await send(url, 'POST', '/auth/login', { email, password, ownerUuid })).status === 200) continue;
    const created = await send(url, 'POST', '/users', { email, password, ownerUuid, rol: ROLE_IDS[role] });
    if (created.status !== 201) throw new DemoProblem(`The account ${email} could not be created: ${created.text}`);
    const { uuid, verificationCode } = JSON.parse(created.text).result;
    const verified = await send(url, 'PUT', `/users/${uuid}/verify`, { ownerUuid, verificationCode });
    if (verified.status !== 200) throw new DemoProblem(`The account ${email} could not be verified: ${verified.text}`);
  }
}

async function send(url, method, path, json) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(json) });
  return { status: answer.status, text: await answer.text() };
}
