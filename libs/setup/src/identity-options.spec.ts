import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '@portero/config';
import { replaceMasterKey } from '@portero/identity';
import { afterAll, describe, expect, it } from 'vitest';
import { identityOptions } from './identity-options';

const FOLDER = mkdtempSync(join(tmpdir(), 'portero-setup-'));

const HARDENED = {
  CONTRACT_MODE: 'hardened',
  MASTER_KEY: 'CzBVep/E6Q4zWH2ix+wRNltAZYqv1Pkea0ONuN0CJ0w=',
  SMTP_URL: 'smtp://127.0.0.1:9',
  PUBLIC_URL: 'https://auth.example.com',
};

const optionsOf = (env: NodeJS.ProcessEnv) => identityOptions(loadSettings({ DATA_DIR: FOLDER, ...env }));

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

describe('what the core is told of the settings', () => {
  it('is as printed in documented mode: the default owner has the uuid of the document', () => {
    const { policy } = optionsOf({});
    expect(policy).toMatchObject({
      revealAccounts: true,
      ownerSignupOpen: true,
      requireVerifiedOwner: false,
      defaultOwnerUuid: 'bdd339af-b926-4215-94d6-29375773695d',
    });
    expect(policy.passwords.isCommon('password')).toBe(false);
  });

  it('lets no stranger in in hardened mode', () => {
    const { policy } = optionsOf(HARDENED);
    expect(policy).toMatchObject({
      revealAccounts: false,
      ownerSignupOpen: false,
      requireVerifiedOwner: true,
      defaultOwnerUuid: null,
    });
    expect([policy.passwords.isCommon('PassWord'), policy.passwords.isCommon('correct-horse-battery')]).toEqual([
      true,
      false,
    ]);
  });

  it('knows what the service is called', () => {
    const { serviceWords } = optionsOf({ ...HARDENED, MAIL_FROM: 'La Esquina <no-reply@esquina.example>' }).policy
      .passwords;
    expect(serviceWords).toEqual(['auth.example.com', 'La Esquina', 'no-reply@esquina.example']);
  });

  it('takes a list of passwords from a file', () => {
    const path = join(FOLDER, 'passwords.txt');
    writeFileSync(path, 'Portero2026\r\nsecretísimo\n');
    const { passwords } = optionsOf({ PASSWORD_LIST: path }).policy;
    expect([
      passwords.isCommon('portero2026'),
      passwords.isCommon('SECRETÍSIMO'),
      passwords.isCommon('another'),
    ]).toEqual([true, true, false]);
  });

  it('counts no wrong tries by the hour where nothing is limited', () => {
    expect(optionsOf({ RATE_LIMITS: 'off' }).policy.codes).toMatchObject({ triesPerCode: 5 });
  });

  it('finds the same master key again when it made one', () => {
    expect(optionsOf({}).masterKey.equals(optionsOf({}).masterKey)).toBe(true);
    expect(optionsOf(HARDENED).masterKey).toHaveLength(32);
  });

  it('takes both master keys from the settings, or both from the files', () => {
    const before = optionsOf({});
    expect(before.previousMasterKey).toBeNull();
    replaceMasterKey(loadSettings({ DATA_DIR: FOLDER }).secrets.masterKeyFile);
    const after = optionsOf({});
    expect(after.previousMasterKey).toEqual(before.masterKey);
    expect(after.masterKey).not.toEqual(before.masterKey);
    expect(optionsOf(HARDENED).previousMasterKey).toBeNull();
    const MASTER_KEY_PREVIOUS = Buffer.from(Array.from({ length: 32 }, (_, index) => index * index)).toString('base64');
    expect(optionsOf({ ...HARDENED, MASTER_KEY_PREVIOUS }).previousMasterKey?.toString('base64')).toBe(
      MASTER_KEY_PREVIOUS,
    );
  });

  it('has mails sent unless told otherwise', () => {
    const settings = loadSettings({ DATA_DIR: FOLDER });
    expect(identityOptions(settings).mail.sends).toBe(true);
    expect(identityOptions(settings, { sendsMail: false }).mail.sends).toBe(false);
  });

  it('has what expired swept unless told otherwise, or the time is not the machine’s', () => {
    const settings = loadSettings({ DATA_DIR: FOLDER });
    const sweeps = [{}, { sweeps: false }, { clock: { now: () => new Date() } }].map(
      (runtime) => identityOptions(settings, runtime).sweeps,
    );
    expect(sweeps).toEqual([true, false, false]);
  });
});
