import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { explainFailure, ListenError } from './explain-failure';

/** The error of a server that tries to listen there. */
async function refusal(port: number, host: string): Promise<unknown> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return null;
  } catch (error) {
    return error;
  } finally {
    server.close();
  }
}

it('a HOST that is not an address of this machine is reported as such, not as a failure of the database', async () => {
  for (const host of ['no-such-host.invalid', '192.0.2.1']) {
    const lines = explainFailure(new ListenError('PORT', await refusal(0, host)));
    expect(lines.join(' '), host).toMatch(/^HOST (?:is no address of this machine|and PORT cannot be listened on)/u);
    expect(lines.join(' ')).not.toMatch(/database/iu);
  }
});

it('a port in use is reported with the name of its setting', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const error = await refusal(port, '127.0.0.1');
  taken.close();
  expect(explainFailure(new ListenError('MANAGEMENT_PORT', error))).toEqual([
    'The port is in use already; set MANAGEMENT_PORT to another one.',
  ]);
});
