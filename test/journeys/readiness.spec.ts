import { DataSource } from 'typeorm';
import { expect, it, vi } from 'vitest';
import { sharedService } from '@test/support/service/service';

it('probes at once share one question to the database', async () => {
  const service = await sharedService();
  const asked = vi.spyOn(service.app.get(DataSource), 'query');
  const begun = performance.now();
  try {
    const answers = await Promise.all(Array.from({ length: 200 }, () => service.request('GET', '/readyz')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const windows = Math.ceil((performance.now() - begun) / 100) + 1;
    expect(asked.mock.calls.filter(([sql]) => sql.includes('transaction_read_only')).length).toBeLessThanOrEqual(
      windows,
    );
  } finally {
    asked.mockRestore();
  }
});
