import { drive, driveEach } from '../run/load.mjs';
import { verifyLoad } from './token-checks.mjs';

const CONNECTIONS = 16;

/** Compares two processes on one database with one process. */
export const TWO_PROCESSES_ROWS = [
  {
    id: 'two-processes',
    title: 'SimpleJWT verify by two processes (limit: two bare processes)',
    unit: 'requests/s',
    async contestants(world) {
      const [one, two] = [await world.portero(), await world.secondPortero()];
      const [bare, secondBare] = [await world.limit(), await world.secondLimit()];
      const load = { connections: CONNECTIONS, ...(await verifyLoad(world)) };
      const both = (processes) => (seconds) =>
        driveEach(
          load,
          processes.map(({ origin }) => origin),
          seconds,
        );
      return new Map([
        ['portero', both([one, two])],
        ['limit', both([bare, secondBare])],
        ['one process', (seconds) => drive({ origin: one.origin, ...load }, seconds)],
        ['one bare process', (seconds) => drive({ origin: bare.origin, ...load }, seconds)],
      ]);
    },
  },
];
