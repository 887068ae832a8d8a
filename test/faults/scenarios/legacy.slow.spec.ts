import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type LooseJson, send } from '../../support/http/http-client';
import { type AskedQuestion, type OldBackEnd, startOldBackEnd, unsignedToken } from '../../support/legacy/old-back-end';
import { rounds, seconds } from '../harness/durations';
import type { Ledger } from '../harness/ledger';
import { type Fault, playFault } from '../harness/play';
import { TcpProxy } from '../harness/tcp-proxy';
import { World } from '../harness/world';

const RIGHT = 'the password of old';
const PASSWORDS = '/new-password';
/** Well below it the back end answers, and far above it where it is slow. */
const TIMEOUT_MS = 1_000;
/** An old back end that failed five times in a row is left alone for half a minute. */
const PATIENCE = { timeout: 120_000, interval: 500 };

type OldAnswer = readonly [status: number, body: unknown, headers?: Record<string, string>];

const REFUSALS: readonly OldAnswer[] = [
  [500, ''],
  [403, { detail: 'You do not have permission to perform this action.' }],
  [429, '', { 'retry-after': '7' }],
  [503, ''],
];

const GARBAGE: readonly OldAnswer[] = [
  [200, '<html>'],
  [200, { access: 1 }],
  [200, 'x'.repeat(100_000)],
  [200, '{', { 'content-length': '100' }],
];

describe('faults of an old back end', () => {
  /** The passwords that it took, by e-mail. */
  const taken = new Map<string, string>();
  let world: World;
  let old: OldBackEnd;
  let link: TcpProxy;
  let users = 0;
  let answers = 0;

  // As Django with SimpleJWT.
  const asEver = ({ path, body }: AskedQuestion): OldAnswer => {
    const { email, password } = JSON.parse(body) as { email: string; password: string };
    if (path === PASSWORDS) {
      taken.set(email, password);
      return [204, ''];
    }
    if (password !== RIGHT) return [401, { detail: 'No active account found with the given credentials' }];
    const user_id = Number(/\d+/u.exec(email)?.[0]);
    return [200, { refresh: unsignedToken({ user_id }), access: unsignedToken({ token_type: 'access', user_id }) }];
  };

  // Each answer in turn. A password is not taken by any of them.
  const inTurn =
    (bad: readonly OldAnswer[]) =>
    ({ path }: AskedQuestion): OldAnswer =>
      path === PASSWORDS ? [500, ''] : bad[(answers += 1) % bad.length]!;

  const FAULTS: readonly Pick<Fault, 'name' | 'break' | 'mend'>[] = [
    {
      name: 'legacy-down',
      break: () => link.close(),
      mend: async () => void (link = await TcpProxy.listen(portOf(old), link.port)),
    },
    { name: 'legacy-slow', break: () => void (link.delayMs = 2 * TIMEOUT_MS), mend: () => void (link.delayMs = 0) },
    { name: 'legacy-frozen', break: () => void (old.answer = null), mend: () => void (old.answer = asEver) },
    {
      name: 'legacy-refusing',
      break: () => void (old.answer = inTurn(REFUSALS)),
      mend: () => void (old.answer = asEver),
    },
    {
      name: 'legacy-garbage',
      break: () => void (old.answer = inTurn(GARBAGE)),
      mend: () => void (old.answer = asEver),
    },
    // It takes new passwords meanwhile, and cannot say so.
    { name: 'legacy-dying', break: () => link.loseAnswers(), mend: () => link.passAll() },
  ];

  beforeAll(async () => {
    old = await startOldBackEnd(asEver);
    link = await TcpProxy.listen(portOf(old));
    world = await World.start({ database: 'postgres' });
    await world.portero.json([
      ...[
        'legacy',
        'set',
        '--owner',
        world.target.owner.uuid,
        '--dialect',
        'simplejwt',
        '--timeout',
        `${TIMEOUT_MS}ms`,
      ],
      ...['--login-url', `http://127.0.0.1:${link.port}/api/token/`],
      ...['--write-back-url', `http://127.0.0.1:${link.port}${PASSWORDS}`],
    ]);
  });

  afterAll(async () => {
    await world.stop();
    await link.close();
    await old.stop();
  });

  const logIn = (email: string): Promise<Answer<LooseJson>> =>
    send(world.target.origin, 'POST', '/api/token/', { json: { email, password: RIGHT } });

  it.each(FAULTS)('$name keeps nobody else waiting, lets nobody in and loses no password', async (fault) => {
    const emails = Array.from({ length: rounds(4, 40) }, () => `old${(users += 1)}@example.com`);
    let asked: Promise<Answer<LooseJson>[]> = Promise.resolve([]);
    const ledger = await playFault(world, {
      ...fault,
      break: async () => {
        await fault.break(world);
        asked = Promise.all(emails.map(logIn));
      },
      holdMs: seconds(2, 20),
      readyz: 200,
      othersGoOn: true,
    });
    const refused = (await asked).map(({ status, headers }) => [status, Number(headers.get('retry-after')) >= 1]);
    expect(refused).toEqual(emails.map(() => [503, true]));
    for (const email of emails) await expect.poll(async () => (await logIn(email)).status, PATIENCE).toBe(200);
    await expect.poll(() => untaken(ledger), PATIENCE).toEqual([]);
  });

  // Changed passwords that the old back end does not have, or not the newest.
  function untaken({ accounts }: Ledger): string[] {
    const changed = accounts.filter(({ formerPassword, uncertain }) => formerPassword !== null && !uncertain);
    return changed.filter(({ email, password }) => taken.get(email) !== password).map(({ email }) => email);
  }
});

function portOf({ origin }: OldBackEnd): number {
  return Number(new URL(origin).port);
}
