import { definedQueries } from '@portero/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '@test/support/service/service';

/** A node of a plan, as EXPLAIN prints it in JSON. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Which index finds the token of a check: any other means that the condition is answered by reading many rows. */
const TOKEN_INDEX: Readonly<Record<string, readonly string[]>> = {
  'find-token-state-by-id': ['pk_issued_tokens'],
  'find-token-state-by-hash': ['uq_issued_tokens_hash'],
  'find-stored-token-by-id': ['pk_issued_tokens'],
  'find-stored-token-by-hash': ['uq_issued_tokens_hash'],
  'find-client-token-by-id': ['pk_client_tokens'],
  'find-access-token': ['pk_issued_tokens'],
  'find-stored-token-by-hashes': ['pk_issued_tokens', 'uq_issued_tokens_hash'],
  'find-refresh-token': ['pk_issued_tokens', 'uq_issued_tokens_hash'],
};

/** Indexes of users that read one page or one row. */
const USER_INDEXES: Readonly<Record<string, readonly string[]>> = {
  'find-users-after': ['pk_users', 'uq_users_owner_email_key', 'uq_users_owner_username_key', 'ix_users_owner_id_id'],
  'find-user-by-uuid': ['uq_users_uuid'],
  'find-user-by-id': ['pk_users'],
};

const queries = definedQueries().filter(({ name }) => !name.startsWith('spec-'));

/** A statement that finds a row by its key, and its forms for several keys. */
const formsOf = (base: string) => queries.filter(({ name }) => name.replace(/-\d+$/u, '') === base);

describe('the plan of a prepared statement', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  /** The plan for any parameters, as it is after a few runs, where reading a whole table is no way out. */
  async function planOf(text: string): Promise<readonly PlanNode[]> {
    const runner = service.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query('SET LOCAL enable_seqscan = off');
      const [row] = (await runner.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)) as [
        { 'QUERY PLAN': readonly [{ Plan: PlanNode }] },
      ];
      return flatten(row['QUERY PLAN'][0].Plan);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it('exists for each kind of check', () => {
    const names = queries.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(TOKEN_INDEX), ...Object.keys(USER_INDEXES)]));
  });

  it.each(queries.map(({ name, text }) => [name, text] as const))('%s reads no whole table', async (_name, text) => {
    const whole = (await planOf(text)).filter((node) => node['Node Type'] === 'Seq Scan');
    expect(whole.map((node) => node['Relation Name'])).toEqual([]);
  });

  it.each(Object.entries(TOKEN_INDEX))('%s finds its token by %j', async (name, indexes) => {
    expect(formsOf(name)).toHaveLength(4);
    for (const { text } of formsOf(name)) {
      const nodes = (await planOf(text)).filter((node) => /_tokens$/u.test(node['Relation Name'] ?? ''));
      expect([...new Set(nodes.map((node) => node['Index Name']))].sort()).toEqual(indexes);
    }
  });

  it.each(Object.entries(USER_INDEXES))('%s finds its users by one of %j', async (name, indexes) => {
    expect(formsOf(name)).toHaveLength(name === 'find-users-after' ? 1 : 4);
    for (const { text } of formsOf(name)) {
      const used = (await planOf(text)).flatMap((node) => node['Index Name'] ?? []);
      expect(indexes).toEqual(expect.arrayContaining(used));
      expect(used).not.toEqual([]);
    }
  });
});

function flatten(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
