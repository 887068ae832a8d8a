import { randomUUID } from 'node:crypto';
import { Queries } from '@portero/database';
import { CheckRow, ImportBatch, ImportUsers } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { operatorOwner } from '@test/support/accounts/operator-owner';
import { sharedService } from '@test/support/service/service';

const OF_BATCH = /^(?:SELECT set_config|CREATE TEMP|COPY pg_temp|WITH numbered|(?:INSERT|UPDATE|DELETE) \w+)/u;

describe('a batch of an import', () => {
  it('takes as many statements for a thousand rows as for one, and rows leave by COPY', async () => {
    const service = await sharedService('hardened');
    const { uuid } = await operatorOwner(service);
    const [{ id }] = await service.dataSource.query('SELECT id FROM owners WHERE uuid = $1', [uuid]);
    const [imports, check] = [ImportUsers, CheckRow].map((part) =>
      service.app.get<unknown>(part as never, { strict: false }),
    ) as [ImportUsers, CheckRow];
    const file = { format: 'ndjson', fingerprint: Buffer.from(randomUUID()) };
    const running = await imports.begin({ id }, file, { conflict: 'skip', isDry: false });

    const merged = async (from: number, count: number): Promise<string[]> => {
      const batch = new ImportBatch(from);
      for (let n = from; n < from + count; n += 1)
        batch.add(n, check.read({ externalId: `s-${n}`, email: `s-${n}@statements.example` }, []));
      const sent: string[] = [];
      const end = service.app.get(Queries, { strict: false }).observe((text) => sent.push(text.trim()));
      try {
        expect(await imports.merge(running, batch)).toEqual({ created: count, updated: 0, skipped: 0, rejected: [] });
      } finally {
        end();
      }
      // The service polls meanwhile; a statement a row would be more than that.
      expect(sent.length).toBeLessThan(100);
      return sent.flatMap((text) => OF_BATCH.exec(text)?.[0] ?? []);
    };
    const statements = [
      ...['SELECT set_config', 'CREATE TEMP', 'COPY pg_temp', 'WITH numbered', 'UPDATE user_imports'],
    ];
    expect(await merged(0, 1)).toEqual(statements);
    expect(await merged(1, 1000)).toEqual(statements);
  });
});
