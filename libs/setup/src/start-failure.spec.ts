import { SettingsError } from '@portero/config';
import { FolderInUseError, UnfitDatabaseError, UnusableFolderError } from '@portero/database';
import { MasterKey, WrongMasterKeyError } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { whyNotReady } from './start-failure';

const coded = (code: string): Error => Object.assign(new Error('postgres://u:secret@db'), { code });

describe('why a process cannot work', () => {
  it.each([
    ['settings', new SettingsError(['PORT must be a number'])],
    ['folder_in_use', new FolderInUseError('/data', 1)],
    ['folder', new UnusableFolderError('The folder /data is damaged.', 'Restore it.')],
    ['database', coded('ECONNREFUSED')],
    ['database', coded('28P01')],
    ['database', coded('3D000')],
    ['database', coded('53300')],
    ['database', Object.assign(new Error('query'), { driverError: coded('57P03') })],
  ])('is %s', (reason, error) => {
    expect(whyNotReady(error)).toMatchObject({ reason });
    expect(whyNotReady(error)?.lines.join()).not.toContain('secret');
  });

  it('tells a refused password from a database that is away', () => {
    const refused = Object.assign(new Error('password authentication failed for user "ana"'), { code: '28P01' });
    expect(whyNotReady(refused)?.lines).toEqual([
      'The database answers: password authentication failed for user "ana".',
      'Check the user and the password of DATABASE_URL.',
    ]);
    expect(whyNotReady(coded('ECONNREFUSED'))?.lines).toEqual([
      'The database at DATABASE_URL cannot be reached; is it running?',
      '….',
    ]);
    expect(whyNotReady(Object.assign(new Error('query'), { driverError: coded('3D000') }))?.lines).toContain(
      'Create the database that DATABASE_URL names.',
    );
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /sslrootcert/u],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /sslrootcert/u],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /host name/u],
    ['28000', /sslmode/u],
    ['42501', /GRANT CREATE/u],
    ['08P01', /DATABASE_DIRECT_URL/u],
  ])('gives the remedy for %s', (code, remedy) => {
    expect(whyNotReady(coded(code))?.lines.join(' ')).toMatch(remedy);
  });

  it('says what is wrong with a database that answers and cannot serve', () => {
    const error = new UnfitDatabaseError([{ message: 'Its encoding is LATIN1.', remedy: 'Move to UTF8.' }]);
    expect(whyNotReady(error)).toEqual({
      reason: 'database',
      lines: ['The database cannot be used. Its encoding is LATIN1.', 'Move to UTF8.'],
    });
  });

  it('knows keys that were sealed under another master key', () => {
    const sealed = new MasterKey(Buffer.alloc(32, 1)).seal(Buffer.from('key'), 'a');
    const open = (): Buffer => new MasterKey(Buffer.alloc(32, 2)).open(sealed, 'a');
    expect(open).toThrow();
    try {
      open();
    } catch (error) {
      expect(whyNotReady(error)).toMatchObject({ reason: 'master_key' });
    }
  });

  it('names both master keys where there are two', () => {
    expect(whyNotReady(new WrongMasterKeyError(true))?.lines.join()).toMatch(
      /^Neither MASTER_KEY nor MASTER_KEY_PREV/u,
    );
    expect(whyNotReady(new WrongMasterKeyError())?.lines.join()).toMatch(/^MASTER_KEY is not the one/u);
  });

  it('leaves everything else to whoever asked', () => {
    expect([whyNotReady(new Error('oops')), whyNotReady(null), whyNotReady(coded('EADDRINUSE'))]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
