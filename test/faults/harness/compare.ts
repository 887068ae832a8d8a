import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type LooseJson, send } from '../../support/http/http-client';
import type { Ledger, LedgerAccount, LedgerSession } from './ledger';
import type { Target } from './traffic';

/** A mail that a killed process had claimed is due again after the lease of two minutes; a busy machine gets twice as long. */
const MAIL_PATIENCE_MS = 240_000;
const PAGE = 1000;
/** An access token of Auth100 lives for ten minutes; a long run is compared after some have ended by themselves. */
const ACCESS_MS = 590_000;

/** How many mails came to an address. */
export type MailCount = (address: string) => number;

/** Something that the service says now and that contradicts the ledger. */
export interface Loss {
  readonly text: string;
  /** When it was acknowledged, in epoch milliseconds; 0 for what never was. */
  readonly at: number;
}

/**
 * Compares a ledger with what the service says now: acknowledged is there, refused is not, ended is refused.
 *
 * @param certainUntil what was acknowledged later may be lost, so that its mails are not waited for
 * @returns every difference; none when nothing was lost
 */
export async function findLosses(
  target: Target,
  ledger: Ledger,
  mails: MailCount,
  certainUntil = Infinity,
): Promise<Loss[]> {
  const losses: Loss[] = [];
  const events = await auditEvents(target);
  for (const account of ledger.accounts) {
    const texts = await accountLosses(target, account, events);
    losses.push(...texts.map((text) => ({ text, at: account.at })));
  }
  for (const { token, by, at } of ledger.ended)
    if ((await introspect(target, token)).active !== false) losses.push({ text: `a token lives after its ${by}`, at });
  for (const session of ledger.sessions)
    losses.push(...(await sessionLosses(target, ledger, session)).map((text) => ({ text, at: session.at })));
  for (const email of ledger.refusedEmails) {
    const json = { email, ownerUuid: target.owner.uuid, password: 'Password123' };
    if ((await send(target.origin, 'POST', '/users', { json })).status !== 201)
      losses.push({ text: 'a refused registration left something behind', at: 0 });
  }
  return [...losses, ...(await mailLosses(ledger, mails, certainUntil))];
}

async function sessionLosses(target: Target, { endsTokens }: Ledger, session: LedgerSession): Promise<string[]> {
  const mayLive = !endsTokens && Date.now() - session.at < ACCESS_MS;
  const isDead = mayLive && (await introspect(target, session.access)).active !== true;
  const json = { refreshToken: session.refresh };
  const isSpent = (await send(target.origin, 'POST', '/auth/refresh', { json })).status !== 200;
  return [
    ...(isDead ? ['an acknowledged access token is dead'] : []),
    ...(isSpent ? ['an acknowledged refresh token is dead'] : []),
  ];
}

async function accountLosses(
  { origin, owner }: Target,
  account: LedgerAccount,
  events: ReadonlyMap<string, number>,
): Promise<string[]> {
  const losses: string[] = [];
  const found = (await send(origin, 'GET', `/users/uuid/${account.uuid}`)) as Answer<LooseJson>;
  if (found.status !== 200 || found.json.result.email !== account.email)
    return [`an acknowledged account is not there: ${found.status}`];
  if (account.verified && found.json.result.active !== true) losses.push('an acknowledged verification is not there');
  if (!account.verified) return losses;
  const logged = events.get(`login ${found.json.result.id}`) ?? 0;
  if (logged < account.logIns)
    losses.push(`${account.logIns} log-ins were acknowledged, ${logged} audit events are there`);
  const again = await send(origin, 'PUT', `/users/${account.uuid}/verify`, {
    json: { verificationCode: account.code },
  });
  if (again.status < 400) losses.push('a used code works again');
  if (account.formerPassword === null) return losses;
  const logIn = (password: string) =>
    send(origin, 'POST', '/auth/login', { json: { email: account.email, password, ownerUuid: owner.uuid } });
  if (!account.uncertain && (await logIn(account.password)).status !== 200)
    losses.push('an acknowledged password does not work');
  if ((await logIn(account.formerPassword)).status !== 401) losses.push('a replaced password still works');
  return losses;
}

// The number of events of a kind and user, as "login 12".
async function auditEvents({ origin, owner }: Target): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let path = `/owner/audit?limit=${PAGE}`; path !== '';) {
    const page = (await send(origin, 'GET', path, { owner })) as Answer<LooseJson>;
    for (const { event, outcome, userId } of page.json.result as LooseJson[]) {
      if (outcome !== 'ok') continue;
      const key = `${event} ${userId}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    path = /<([^>]+)>;\s*rel="next"/u.exec(page.headers.get('link') ?? '')?.[1] ?? '';
  }
  return counts;
}

async function mailLosses({ accounts }: Ledger, mails: MailCount, certainUntil: number): Promise<Loss[]> {
  const deadline = Date.now() + MAIL_PATIENCE_MS;
  const missing = () => accounts.filter((account) => mails(account.email) < account.mails);
  while (missing().some(({ at }) => at < certainUntil) && Date.now() < deadline) await delay(200);
  const textOf = ({ email, mails: wanted }: LedgerAccount) => `${wanted} mails were accepted, ${mails(email)} came`;
  const lost = missing().map((account) => ({ text: textOf(account), at: account.at }));
  // Where commits may be lost, so may the one that says that a mail went.
  const tooMany = accounts
    .filter((account) => !account.uncertain && mails(account.email) > account.mails)
    .map((account) => ({ text: textOf(account), at: Date.now() }));
  return [...lost, ...tooMany];
}

async function introspect({ origin, owner }: Target, token: string): Promise<LooseJson> {
  return (await send(origin, 'POST', '/oauth/introspect', { owner, form: { token } })).json;
}
