import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../users/import/read-csv';
import { readObjects } from '../users/import/read-objects';
import { readBlacklist } from './read-blacklist';

const texts = (text: string): AsyncIterable<string> => Readable.from([text]);

const outstanding = (pk: number, jti: string) => ({
  model: 'token_blacklist.outstandingtoken',
  pk,
  fields: { user: 1, jti, token: 'a.b.c', created_at: '2026-11-01T10:00:00Z', expires_at: '2026-12-01T10:00:00Z' },
});
const blacklisted = (token: number) => ({
  model: 'token_blacklist.blacklistedtoken',
  pk: token + 90,
  fields: { token, blacklisted_at: '2026-11-02T10:00:00Z' },
});

describe('the blacklist of SimpleJWT', () => {
  it('is what is blacklisted of the outstanding tokens of dumpdata, in any order', async () => {
    const dumped = JSON.stringify([blacklisted(2), outstanding(1, 'a'), outstanding(2, 'b'), { model: 'auth.user' }]);
    expect(await readBlacklist(readObjects(texts(dumped)))).toEqual({
      tokens: [{ jti: 'b', expiresAt: new Date('2026-12-01T10:00:00Z') }],
      unreadable: 0,
    });
  });

  it('is every row of CSV, and what cannot be read is counted', async () => {
    const csv = 'jti,expires_at\nx,2026-12-01 10:00:00+00\ny,never\n';
    const { tokens, unreadable } = await readBlacklist(readCsv(texts(csv)));
    expect([tokens, unreadable]).toEqual([[{ jti: 'x', expiresAt: new Date('2026-12-01T10:00:00Z') }], 1]);
    expect((await readBlacklist(readObjects(texts(JSON.stringify([blacklisted(7)]))))).unreadable).toBe(1);
  });
});
