import argon2 from 'argon2';
import pg from 'pg';

export const PASSWORD = 'correct-horse-battery';

/** The default hashing costs of the service. */
export const HASH_OPTIONS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of {@link PASSWORD}. */
export function hashOfPassword() {
  return argon2.hash(PASSWORD, HASH_OPTIONS);
}

/** The e-mail of the nth user. */
export function emailOf(nth) {
  return `user${nth}@bench.test`;
}

const STEP = 100_000;

/** Adds the users `from`…`to` of an owner in steps. They are verified and share one password. */
export async function addUsers(databaseUrl, { ownerUuid, passwordHash, from, to }) {
  await withDatabase(databaseUrl, async (client) => {
    for (let first = from; first <= to; first += STEP) {
      await client.query(USERS, [ownerUuid, passwordHash, first, Math.min(to, first + STEP - 1)]);
    }
  });
}

const USERS = `
  INSERT INTO users (owner_id, email, email_key, username, username_key, password_hash, name, surname, role_id,
                     country_code, active, verified_at)
  SELECT o.id, 'user' || n || '@bench.test', 'user' || n || '@bench.test', 'user' || n, 'user' || n, $2, 'Name' || n,
         'Surname' || n, 1, 'AR', true, now()
  FROM owners o, generate_series($3::int, $4::int) n
  WHERE o.uuid = $1`;

/** Opens a connection for one piece of work. */
export async function withDatabase(databaseUrl, work) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Updates the statistics, so that no row is measured with query plans for an empty table. */
export async function analyse(databaseUrl) {
  await withDatabase(databaseUrl, async (client) => {
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}
