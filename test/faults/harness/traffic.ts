import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type LooseJson, send, type Sending } from '../../support/http/http-client';
import { freshAddress } from '../../support/http/callers';
import type { Fate, Ledger, LedgerAccount, LedgerSession } from './ledger';

const PASSWORD = 'Password123';
const REQUEST_LIMIT_MS = 20_000;
const PAUSE_MS = 15;

/** The operations that a worker repeats. */
export const OPERATIONS = ['register', 'verify', 'log-in', 'check', 'refresh', 'log-out', 'change-password'] as const;

/** Where the traffic goes, and as which owner. */
export interface Target {
  readonly origin: string;
  /** Further processes of the service that get their share of the requests. */
  readonly replicas?: readonly string[];
  readonly owner: { readonly uuid: string; readonly secret: string };
}

/**
 * Mixed traffic on a service. Each worker takes one user after the other through a life: register, verify, log in, be
 * checked, refresh, log out, change the password. What is acknowledged goes into the ledger.
 */
export class Traffic {
  private stopped = false;
  private sent = 0;
  private readonly workers: Promise<void>[];

  constructor(
    private readonly target: Target,
    private readonly ledger: Ledger,
    workers = 6,
  ) {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  /** Ends when every worker has its last answer. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    for (let round = 0; !this.stopped; round += 1) {
      const account = await this.register();
      if (account === null) await delay(50);
      else await this.live(account, round);
    }
  }

  // Whatever fails ends this life; the next user begins.
  private async live(account: LedgerAccount, round: number): Promise<void> {
    if (!(await this.verify(account))) return;
    const session = await this.logIn(account);
    if (session === null) return;
    for (let count = 0; count < 3 && !this.stopped; count += 1) {
      await this.check(session);
      await delay(PAUSE_MS);
    }
    if (!(await this.refresh(session))) return;
    if (round % 3 === 0) await this.revoke(session);
    else if (round % 3 === 1) await this.logOut(session);
    if (round % 2 === 0) await this.changePassword(account);
  }

  private async register(): Promise<LedgerAccount | null> {
    const email = `f${randomBytes(8).toString('hex')}@example.com`;
    const json = { email, ownerUuid: this.target.owner.uuid, password: PASSWORD };
    const { fate, answer } = await this.ask('register', 'POST', '/users', { json });
    // 503 while a commit was under way says "unknown", as the contract does: only other refusals are certain.
    if (fate === 'refused') this.ledger.refusedEmails.push(email);
    if (fate !== 'acknowledged') return null;
    const { uuid, verificationCode } = answer!.json.result;
    const account = { uuid, email, password: PASSWORD, formerPassword: null, code: String(verificationCode) };
    const known = { ...account, verified: false, logIns: 0, mails: 1, uncertain: false, at: Date.now() };
    this.ledger.accounts.push(known);
    return known;
  }

  private async verify(account: LedgerAccount): Promise<boolean> {
    const { fate } = await this.ask('verify', 'PUT', `/users/${account.uuid}/verify`, {
      json: { verificationCode: account.code },
    });
    if (fate === 'acknowledged') [account.verified, account.at] = [true, Date.now()];
    else account.uncertain = true;
    return account.verified;
  }

  private async logIn(account: LedgerAccount): Promise<LedgerSession | null> {
    const { email, password } = account;
    const json = { email, password, ownerUuid: this.target.owner.uuid };
    const { fate, answer } = await this.ask('log-in', 'POST', '/auth/login', { json });
    if (fate !== 'acknowledged') {
      account.uncertain = true;
      return null;
    }
    account.logIns += 1;
    account.at = Date.now();
    const { accessToken, refreshToken } = answer!.json.result;
    const session = { account, access: accessToken, refresh: refreshToken, at: account.at };
    this.ledger.sessions.add(session);
    return session;
  }

  private async check(session: LedgerSession): Promise<void> {
    const form = { token: session.access };
    const { fate, answer } = await this.ask('check', 'POST', '/oauth/introspect', { form, owner: this.target.owner });
    if (fate === 'acknowledged' && answer!.json.active !== true && !this.ledger.endsTokens)
      this.ledger.wrong.push('a live token was called inactive');
  }

  private async refresh(session: LedgerSession): Promise<boolean> {
    // Until the answer is here, either pair may be the live one.
    this.ledger.sessions.delete(session);
    const { fate, answer } = await this.ask('refresh', 'POST', '/auth/refresh', {
      json: { refreshToken: session.refresh },
    });
    if (fate !== 'acknowledged') return false;
    const { accessToken, refreshToken } = answer!.json.result;
    session.access = accessToken;
    session.refresh = refreshToken;
    session.at = Date.now();
    this.ledger.sessions.add(session);
    return true;
  }

  private async revoke(session: LedgerSession): Promise<void> {
    this.ledger.sessions.delete(session);
    const form = { token: session.access };
    const { fate } = await this.ask('log-out', 'POST', '/oauth/revoke', { form, owner: this.target.owner });
    if (fate === 'acknowledged') this.ledger.ended.push({ token: session.access, by: 'revocation', at: Date.now() });
  }

  private async logOut(session: LedgerSession): Promise<void> {
    this.ledger.sessions.delete(session);
    const { fate } = await this.ask('log-out', 'POST', '/auth/logout', { bearer: session.access });
    if (fate === 'acknowledged') this.ledger.ended.push({ token: session.access, by: 'log-out', at: Date.now() });
  }

  private async changePassword(account: LedgerAccount): Promise<void> {
    const name = { email: account.email, ownerUuid: this.target.owner.uuid };
    const path = '/users/request-change-password';
    const asked = await this.ask('change-password', 'POST', path, { json: name });
    if (asked.fate !== 'acknowledged') {
      account.uncertain = true;
      return;
    }
    account.mails += 1;
    account.at = Date.now();
    const password = `Changed-${randomBytes(6).toString('hex')}`;
    const { verificationCodePassword } = asked.answer!.json.result;
    for (const session of this.ledger.sessions) if (session.account === account) this.ledger.sessions.delete(session);
    const json = { ...name, verificationCodePassword, password };
    const { fate } = await this.ask('change-password', 'PUT', '/users/change-password', { json });
    if (fate !== 'acknowledged') {
      account.uncertain = true;
      return;
    }
    account.at = Date.now();
    [account.formerPassword, account.password] = [account.password, password];
  }

  private async ask(
    operation: string,
    method: string,
    path: string,
    sending: Sending,
  ): Promise<{ fate: Fate; answer: Answer<LooseJson> | null }> {
    // Read by a service that trusts this machine as a proxy, so that limits for an address do not end the traffic.
    const begun = performance.now();
    const headers = { 'x-forwarded-for': freshAddress() };
    const answer = await sendWithin(REQUEST_LIMIT_MS, this.nextOrigin(), method, path, { ...sending, headers });
    if (answer === 'late') {
      this.ledger.wrong.push(`${operation}: no answer within ${REQUEST_LIMIT_MS / 1000} s`);
      this.ledger.note(operation, 'unknown', null, begun);
      return { fate: 'unknown', answer: null };
    }
    const fate = answer === null ? 'unknown' : fateOf(answer);
    if (fate === 'wrong') this.ledger.wrong.push(`${operation}: ${answer!.status} ${answer!.text.slice(0, 200)}`);
    this.ledger.note(operation, fate, answer?.status ?? null, begun);
    if (fate === 'unknown' || fate === 'unavailable') await delay(100);
    return { fate, answer };
  }

  // Each process in turn.
  private nextOrigin(): string {
    const { origin, replicas = [] } = this.target;
    this.sent += 1;
    return [origin, ...replicas][this.sent % (replicas.length + 1)] ?? origin;
  }
}

/** @returns the answer, `null` when the connection failed, `late` when nothing came in time */
export async function sendWithin(
  limitMs: number,
  origin: string,
  method: string,
  path: string,
  sending: Sending = {},
): Promise<Answer<LooseJson> | null | 'late'> {
  const timer = new AbortController();
  const late = delay(limitMs, 'late' as const, { signal: timer.signal }).catch(() => null);
  const sent = send(origin, method, path, sending).catch(() => null);
  try {
    return (await Promise.race([sent, late])) as Answer<LooseJson> | null | 'late';
  } finally {
    timer.abort();
  }
}

function fateOf({ status, headers }: Answer<LooseJson>): Fate {
  if (status < 400) return 'acknowledged';
  if (status < 500) return 'refused';
  return status === 503 && Number(headers.get('retry-after')) >= 1 ? 'unavailable' : 'wrong';
}
