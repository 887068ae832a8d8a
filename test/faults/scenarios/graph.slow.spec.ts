import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshEmail } from '../../support/accounts/auth100-accounts';
import { FakeGraph, type Misbehaviour } from '../../support/accounts/fake-graph';
import { rounds, seconds } from '../harness/durations';
import { type Fault, playFault } from '../harness/play';
import { TcpProxy } from '../harness/tcp-proxy';
import { sendWithin } from '../harness/traffic';
import { World } from '../harness/world';

const TIMEOUT_MS = 1_000;
/** Far above the time limit of the service, for a busy machine. */
const ANSWER_LIMIT_MS = 15_000;
/** More than are asked while a fault lasts. */
const FAILURES = 1_000;

/** A Facebook user, and the account that is registered with it or is to be. */
interface FacebookUser {
  readonly uid: string;
  readonly token: string;
  readonly email: string;
}

describe('faults of the Graph API', () => {
  let graph: FakeGraph;
  let link: TcpProxy;
  let world: World;
  let users = 0;

  const failing = (...ways: readonly Misbehaviour[]) => ({
    break: () => graph.misbehave(...Array.from({ length: FAILURES }, (_, index) => ways[index % ways.length]!)),
    mend: () => graph.reset(),
  });

  const FAULTS: readonly Pick<Fault, 'name' | 'break' | 'mend'>[] = [
    {
      name: 'graph-down',
      break: () => link.close(),
      mend: async () => void (link = await TcpProxy.listen(graph.port, link.port)),
    },
    { name: 'graph-slow', break: () => void (link.delayMs = 2 * TIMEOUT_MS), mend: () => void (link.delayMs = 0) },
    { name: 'graph-frozen', ...failing('never answers') },
    { name: 'graph-refusing', ...failing('answers 500', 'answers 400', 'answers 429') },
    {
      name: 'graph-garbage',
      ...failing('answers broken JSON', 'answers something else', 'answers too much', 'redirects'),
    },
    { name: 'graph-dying', break: () => link.loseAnswers(), mend: () => link.passAll() },
  ];

  beforeAll(async () => {
    graph = await FakeGraph.start();
    link = await TcpProxy.listen(graph.port);
    const url = graph.url.replace(`:${graph.port}/`, `:${link.port}/`);
    const env = { ...graph.env, FACEBOOK_GRAPH_URL: url, FACEBOOK_TIMEOUT: String(TIMEOUT_MS / 1000) };
    world = await World.start({ database: 'postgres', env });
  });

  afterEach(() => graph.reset());

  afterAll(async () => {
    await world.stop();
    await link.close();
    await graph.stop();
  });

  function newUser(): FacebookUser {
    const uid = String((users += 1));
    return { uid, token: graph.grant({ userId: uid }), email: freshEmail() };
  }

  const statusOf = async (path: string, json: object): Promise<readonly [number, boolean] | null> => {
    const answer = await sendWithin(ANSWER_LIMIT_MS, world.target.origin, 'POST', path, { json });
    if (answer === null || answer === 'late') return null;
    return [answer.status, Number(answer.headers.get('retry-after')) >= 1];
  };
  const logIn = ({ uid, token }: FacebookUser) => statusOf('/api/v2/auth/login', { fb_token: token, fb_uid: uid });
  const register = ({ token, email }: FacebookUser) =>
    statusOf('/api/v2/auth/register', {
      ...{ email, fb_token: token },
      ...{ password: 'rahasia besar', name: 'shcode', id_location: 7 },
    });

  it.each(FAULTS)('$name keeps nobody else waiting, lets nobody in and leaves no half an account', async (fault) => {
    const count = rounds(3, 15);
    const [known, unknown] = [Array.from({ length: count }, newUser), Array.from({ length: count }, newUser)];
    const registered = await Promise.all(known.map(register));
    expect(registered).toEqual(known.map(() => [200, false]));
    let asked: Promise<unknown[]> = Promise.resolve([]);
    await playFault(world, {
      ...fault,
      break: async () => {
        await fault.break(world);
        asked = Promise.all([...known.map(logIn), ...unknown.map(register)]);
      },
      // Until all are answered, in any case.
      holdMs: seconds(0, 15),
      readyz: 200,
      othersGoOn: true,
      mend: async () => {
        await asked;
        await fault.mend(world);
      },
    });
    expect(await asked).toEqual([...known, ...unknown].map(() => [503, true]));
    // A taken e-mail or Facebook account would be refused.
    expect(await Promise.all(unknown.map(register))).toEqual(unknown.map(() => [200, false]));
    expect(await Promise.all([...known, ...unknown].map(logIn))).toEqual(
      [...known, ...unknown].map(() => [200, false]),
    );
    expect(await logIn({ ...known[0]!, token: 'EAAinvented' })).toEqual([401, false]);
  });
});
