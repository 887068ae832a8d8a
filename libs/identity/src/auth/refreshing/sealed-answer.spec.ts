import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashToken, type MadeTokens } from '../../tokens/token-issuer.service';
import { openAnswer, sealAnswer } from './sealed-answer';

const OLD = `def50200${randomBytes(32).toString('hex')}`;
const TOKEN_ID = randomUUID();
const ISSUED_AT = new Date('2026-11-27T10:00:00.123Z');

function made(fields: Partial<MadeTokens['issued']> = {}): MadeTokens {
  const issued = {
    access: 'the-new-access-token',
    refresh: 'the-new-refresh-token',
    issuedAt: ISSUED_AT,
    accessExpiresAt: new Date('2026-11-27T10:10:00.123Z'),
    ...fields,
  };
  const rows = { grantId: randomUUID(), profile: null, ids: [TOKEN_ID], kinds: [], hashes: [], ends: [] };
  return { issued: issued as MadeTokens['issued'], rows };
}

describe('an answer that is kept for a retry', () => {
  it('is opened by the replaced token, with every byte and time unchanged', () => {
    const sealed = sealAnswer(made(), OLD, TOKEN_ID)!;
    expect(openAnswer(sealed, OLD, TOKEN_ID)).toEqual({
      access: 'the-new-access-token',
      refresh: 'the-new-refresh-token',
      accessId: TOKEN_ID,
      issuedAt: ISSUED_AT,
      accessExpiresAt: new Date('2026-11-27T10:10:00.123Z'),
    });
    const endless = sealAnswer(made({ accessExpiresAt: null }), OLD, TOKEN_ID)!;
    expect(openAnswer(endless, OLD, TOKEN_ID)?.accessExpiresAt).toBeNull();
  });

  it('is not opened by the hash of the token that the database stores, nor for another row', () => {
    const sealed = sealAnswer(made(), OLD, TOKEN_ID)!;
    const hash = hashToken(OLD);
    for (const wrong of [hash.toString('hex'), hash.toString('base64'), hash.toString('latin1'), `${OLD} `, ''])
      expect(openAnswer(sealed, wrong, TOKEN_ID)).toBeNull();
    expect(openAnswer(sealed, OLD, randomUUID())).toBeNull();
  });

  it('holds no token in clear, and refuses a changed byte', () => {
    const sealed = sealAnswer(made(), OLD, TOKEN_ID)!;
    expect(sealed.toString('latin1')).not.toMatch(/token|access|refresh/u);
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(openAnswer(changed, OLD, TOKEN_ID)).toBeNull();
    }
  });

  it('is not stored for tokens without a refresh token', () => {
    expect(sealAnswer(made({ refresh: null }), OLD, TOKEN_ID)).toBeNull();
  });
});
