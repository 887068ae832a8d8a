import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { rounds, seconds } from '../harness/durations';
import { playFault } from '../harness/play';
import { World } from '../harness/world';

const HEAD =
  'POST /auth/login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n';

describe('faults of clients', () => {
  let world: World;
  let sockets: Socket[] = [];

  const open = async (count: number, text: string): Promise<void> => {
    for (let made = 0; made < count; made += 1) {
      const socket = connect(world.port, '127.0.0.1').on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      if (text !== '') socket.write(text);
    }
  };

  const closeAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
  };

  beforeAll(async () => {
    world = await World.start({ database: 'postgres' });
  });

  afterAll(() => world.stop());

  it.each([
    ['idle-connections', rounds(500, 5_000), ''],
    ['slow-senders', rounds(100, 1_000), HEAD],
    ['slow-bodies', rounds(100, 1_000), `${HEAD}\r\n{"email":`],
  ] as const)('%s keep no other client waiting', async (name, count, text) => {
    await playFault(world, {
      name,
      break: () => open(count, text),
      holdMs: seconds(2, 20),
      readyz: 200,
      othersGoOn: true,
      mend: closeAll,
    });
  });

  it('vanishing-clients leave nothing half-written', async () => {
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'x', ownerUuid: world.target.owner.uuid });
    const whole = `${HEAD.replace('100', String(body.length))}\r\n${body}`;
    await playFault(world, {
      name: 'vanishing-clients',
      break: async () => {
        for (let round = 0; round < rounds(10, 100); round += 1) {
          await open(10, whole);
          closeAll();
        }
      },
      holdMs: 0,
      readyz: 200,
      mend: () => undefined,
    });
  });
});
