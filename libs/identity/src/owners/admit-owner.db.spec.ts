import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadSettings } from '@portero/config';
import { DatabaseModule, migrate, OneTimeCode, OutgoingMail, Owner } from '@portero/database';
import { identityOptions } from '@portero/setup';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchDatabase, type ScratchDatabase } from '../../testing/scratch-database';
import { IdentityModule } from '../identity.module';
import { type AdmittedOwner, AdmitOwner } from './admit-owner.service';
import { AuthenticateOwner } from './authenticate-owner.service';
import { RotateOwnerSecret } from './rotate-owner-secret.service';

const SETTINGS = loadSettings({
  CONTRACT_MODE: 'hardened',
  MASTER_KEY: 'CzBVep/E6Q4zWH2ix+wRNltAZYqv1Pkea0ONuN0CJ0w=',
  SMTP_URL: 'smtp://127.0.0.1:9',
  PUBLIC_URL: 'https://auth.example.com',
  ARGON2_MEMORY_KIB: '1024',
  ARGON2_TIME: '1',
});

@Module({})
class Scene {}

describe('owners that an operator creates', () => {
  let database: ScratchDatabase;
  let core: INestApplicationContext;
  let count = 0;

  /** Valid data of an owner, each time with a different e-mail. */
  function candidate(fields: Partial<AdmittedOwner> = {}): AdmittedOwner {
    count += 1;
    return { email: `owner${count}@example.com`, name: 'The shop', password: null, countryCode: null, ...fields };
  }

  const admit = (fields?: Partial<AdmittedOwner>) => core.get(AdmitOwner).admit(candidate(fields));

  beforeAll(async () => {
    database = await createScratchDatabase();
    const identity = IdentityModule.forRoot(identityOptions(SETTINGS, { sendsMail: false }));
    const imports = [DatabaseModule.forRoot(database.settings), identity];
    core = await NestFactory.createApplicationContext({ module: Scene, imports }, { logger: false });
    await migrate(core.get(DataSource));
  });

  afterAll(async () => {
    await core.close();
    await database.drop();
  });

  it('are verified from the start, get no code and no mail, and have a credential that works', async () => {
    const { owner, secret } = await admit();
    expect(owner.verifiedAt).toBeInstanceOf(Date);
    await expect(core.get(AuthenticateOwner).withSecret(owner.uuid, secret, null)).resolves.toMatchObject({
      owner: { id: owner.id },
    });
    const dataSource = core.get(DataSource);
    await expect(dataSource.getRepository(OneTimeCode).count()).resolves.toBe(0);
    await expect(dataSource.getRepository(OutgoingMail).count()).resolves.toBe(0);
  });

  it('rotate their secret with the given password, and cannot without a password', async () => {
    const password = 'correct-horse-battery';
    const { owner } = await admit({ password });
    const name = { ownerUuid: owner.uuid, email: owner.email };
    await expect(core.get(RotateOwnerSecret).withPassword(name, password)).resolves.toMatch(/^.{44}$/u);
    const { owner: without } = await admit();
    const other = { ownerUuid: without.uuid, email: without.email };
    await expect(core.get(RotateOwnerSecret).withPassword(other, password)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('have the default country unless another one is given', async () => {
    expect((await admit()).owner.countryCode).toBe('AR');
    expect((await admit({ countryCode: 'DE' })).owner.countryCode).toBe('DE');
  });

  it.each<[string, string, Partial<AdmittedOwner>]>([
    ['an e-mail that is none', 'email', { email: 'nobody' }],
    ['two e-mails', 'email', { email: 'a@example.com, b@example.com' }],
    ['no name', 'name', { name: '' }],
    ['a blank name', 'name', { name: '  ' }],
    ['a long name', 'name', { name: 'x'.repeat(201) }],
    ['NUL in the name', 'name', { name: 'a\0b' }],
    ['half a character in the name', 'name', { name: '\uD800' }],
    ['a country that is none', 'country', { countryCode: 'XX' }],
    ['a short password', 'password', { password: 'short' }],
    ['a common password', 'password', { password: 'password1' }],
  ])('are refused for %s', async (_fault, field, fields) => {
    const before = await core.get(DataSource).getRepository(Owner).count();
    await expect(admit(fields)).rejects.toMatchObject({ code: 'validation_failed', details: { fields: [{ field }] } });
    await expect(core.get(DataSource).getRepository(Owner).count()).resolves.toBe(before);
  });

  it('are created once when two with the same e-mail are created at once', async () => {
    const { email } = candidate();
    const outcomes = await Promise.allSettled([admit({ email }), admit({ email: email.toUpperCase() })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'owner_email_taken' },
    });
  });
});
