import type { Dice } from '../support/http/dice';
import type { LooseJson } from '../support/http/http-client';
import { type Credential, TOKENS_IN } from '../support/tokens/back-end';

/** A user or an owner, with the names that the dialects use for it. */
export interface Account {
  readonly kind: 'user' | 'owner';
  readonly uuid: string;
  readonly id: number;
  readonly email: string;
  readonly password: string;
  readonly ownerUuid: string;
  /** The newest codes of each purpose that appeared in answers. */
  readonly codes: { verification: string | null; password: string | null };
}

/** A live session of a dialect. */
export interface PoolSession {
  readonly dialect: string;
  readonly access: string;
  readonly refresh: string | null;
}

const KEPT = 60;

/** Names of fields in answers whose values later requests can use. */
const HARVESTED =
  /^(?:verificationCode|verificationCodePassword|access_token|uuid|id|clientId|webhookId|deliveryId|next|user)$/u;

/** Real credentials, ids, codes and tokens, so that requests pass the first check. Old ones are replayed for a while. */
export class LivePool {
  private readonly accounts: Account[] = [];
  private readonly sessions: PoolSession[] = [];
  private readonly clients: Credential[] = [];
  private readonly found = new Map<string, string[]>();

  constructor(readonly owners: readonly Credential[]) {}

  addAccount(account: Account): void {
    keep(this.accounts, account);
  }

  addSession(session: PoolSession): void {
    keep(this.sessions, session);
  }

  addClient(client: Credential): void {
    keep(this.clients, client);
  }

  /** Stores the useful values of an answer, with the account to which they belong. */
  harvest(json: unknown, party: { readonly account: Account; readonly session: PoolSession } | null): void {
    if (party !== null) this.takeCodes(json as LooseJson, party.account);
    if (party !== null) this.takeTokens(json as LooseJson, party.session);
    this.walk(json, 0);
  }

  /** Stores codes of a new or known account. Documented mode, and the owner's own operations, answer them in plain text. */
  private takeCodes(json: LooseJson, { codes }: Account): void {
    codes.password = json?.result?.verificationCodePassword ?? codes.password;
    codes.verification = json?.result?.verificationCode ?? codes.verification;
  }

  private takeTokens(json: LooseJson, { dialect }: PoolSession): void {
    try {
      const { access, refresh } = TOKENS_IN[dialect]!(json);
      if (typeof access === 'string') this.addSession({ dialect, access, refresh: refresh ?? null });
    } catch {
      // Not the answer to a log-in or a refresh.
    }
  }

  private walk(json: unknown, depth: number): void {
    if (typeof json !== 'object' || json === null || depth > 4) return;
    for (const [name, value] of Object.entries(json)) {
      if (typeof value === 'object') this.walk(value, depth + 1);
      else if (HARVESTED.test(name) && value !== '********') this.learn(name, String(value));
    }
  }

  /** A value that appeared under this name in an answer, or `null`. Newer values are more likely. */
  learned(name: string, dice: Dice): string | null {
    const known = this.found.get(name) ?? [];
    const place = Math.min(dice.roll(KEPT), dice.roll(KEPT));
    return known.at(-1 - (place % Math.max(known.length, 1))) ?? null;
  }

  /** An account, usually one with a code of the given purpose. */
  account(dice: Dice, kind: Account['kind'], purpose: keyof Account['codes'] | null): Account {
    const ofKind = this.accounts.filter((each) => each.kind === kind);
    const withCode = ofKind.filter(({ codes }) => purpose !== null && codes[purpose] !== null);
    return recent(dice.roll(8) > 0 && withCode.length > 0 ? withCode : ofKind, dice);
  }

  /** A session of one of the dialects. */
  session(dice: Dice, dialect: string | null): PoolSession {
    const ofDialect = this.sessions.filter((each) => each.dialect === dialect);
    return recent(ofDialect.length > 0 ? ofDialect : this.sessions, dice);
  }

  /** A credential for HTTP Basic, usually that of the first owner. */
  credential(dice: Dice): Credential {
    const owner = this.owners[0] as Credential;
    return dice.pick([owner, owner, owner, owner, ...this.owners, ...this.clients]);
  }

  private learn(name: string, value: string): void {
    const known = this.found.get(name) ?? [];
    keep(known, value);
    this.found.set(name, known);
  }
}

function keep<T>(list: T[], value: T): void {
  list.push(value);
  if (list.length > KEPT) list.shift();
}

/** A random element of a list. Newer ones are more likely, because older ones may have ended. */
function recent<T>(list: readonly T[], dice: Dice): T {
  const place = Math.min(dice.roll(KEPT), dice.roll(KEPT));
  const found = list.at(-1 - (place % list.length));
  if (found === undefined) throw new Error('The pool is empty');
  return found;
}
