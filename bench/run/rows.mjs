import { growthRows } from '../rows/growth.mjs';
import { ROWS } from '../rows/index.mjs';
import { countStatements, sender } from '../statements/count.mjs';
import { addSessions } from '../world/growth.mjs';
import { analyse } from '../world/accounts.mjs';
import { World } from '../world/world.mjs';
import { measureRow } from './measure.mjs';
import { BASE_USERS, isSelected } from './options.mjs';

/**
 * Opens the world, measures the selected rows one after the other, and closes it.
 * @returns the rows and the failures; the other rows still run after a row has failed
 */
export async function runRows({ build, options, folder, rows = ROWS }) {
  const profile = options.profile ? folder : false;
  const world = new World({ build, users: BASE_USERS, sessions: options.sessions, profile });
  const worlds = [world];
  try {
    await world.open();
    const selected = rows.filter(({ id }) => isSelected(options.only, id));
    const done = await runEach(selected, world, options);
    if (options.isGrowing) append(done, await runGrowth(worlds, { build, options }));
    return done;
  } finally {
    for (const opened of worlds) await opened.close();
  }
}

async function runGrowth(worlds, { build, options }) {
  const large = new World({ build, users: options.users });
  worlds.push(large);
  console.log(`Loading ${options.users.toLocaleString('en')} users ...`);
  await large.open();
  await grow(worlds[0]);
  await grow(large);
  const selected = growthRows(large).filter(({ id }) => isSelected(options.only, id));
  return runEach(selected, worlds[0], options);
}

async function grow({ databaseUrl, users }) {
  await addSessions(databaseUrl, { from: 1, to: users, tell: console.log });
  await analyse(databaseUrl);
}

async function runEach(selected, world, options) {
  const done = { rows: [], failures: [] };
  for (const row of selected) {
    try {
      const measured = await runRow(row, world, options);
      done.rows.push(measured);
      console.log(progress(measured));
    } catch (error) {
      done.failures.push({ id: row.id, error });
      console.error(`${row.id} failed: ${error.message.split('\n')[0]}`);
    }
  }
  return done;
}

async function runRow(row, world, options) {
  const counts = row.counted ? await countRow(row, world) : {};
  const measured = await measureRow(row, await row.contestants(world, options), options);
  return { ...measured, ...counts };
}

async function countRow(row, world) {
  const { proxy, load } = await row.counted(world);
  const { statements, roundTrips, texts, others } = await countStatements(proxy, sender(load));
  return { statements, roundTrips, texts, others };
}

function append(done, { rows, failures }) {
  done.rows.push(...rows);
  done.failures.push(...failures);
}

function progress({ name, portero, limit, peer, unit, statements }) {
  const figure = (value) => (value === null ? '–' : value.toFixed(value >= 100 ? 0 : 2));
  const counted = statements === null ? '' : `, ${statements} statements`;
  return `${name}: ${figure(portero)} ${unit} (limit ${figure(limit)}, peer ${figure(peer)})${counted}`;
}
