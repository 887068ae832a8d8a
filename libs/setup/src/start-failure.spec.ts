import { SettingsError } from '@portero/config';
import { FolderInUseError } from '@portero/database';
import { MasterKey, WrongMasterKeyError } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { whyNotReady } from './start-failure';

const coded = (code: string): Error => Object.assign(new Error('postgres://u:secret@db'), { code });

describe('why a process cannot work', () => {
  it.each([
    ['settings', new SettingsError(['PORT must be a number'])],
    ['folder_in_use', new FolderInUseError('/data', 1)],
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
    const [refused, away] = [whyNotReady(coded('28P01')), whyNotReady(coded('ECONNREFUSED'))];
    expect(refused?.lines).toEqual(['The database refuses the user or the password of DATABASE_URL.']);
    expect(away?.lines).not.toEqual(refused?.lines);
    expect(whyNotReady(Object.assign(new Error('query'), { driverError: coded('3D000') }))?.lines).toEqual([
      'The database that DATABASE_URL names does not exist.',
    ]);
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
