import { SettingsError } from '@portero/config';
import { FolderInUseError } from '@portero/database';
import { IDENTITY_ERROR_CODES, IdentityError, invalidField } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { explain } from './explain';
import { Refusal } from './refusal';

describe('what a command failed of', () => {
  it.each([
    [1, 'not_there', new Refusal('not_there', ['It is not there.']), 'It is not there.'],
    [1, 'user_not_found', new IdentityError('user_not_found'), 'There is no such user.'],
    [1, 'validation_failed', invalidField('name', 'invalid_name', 'name must be text'), 'name must be text.'],
    [3, 'settings', new SettingsError(['PORT must be a number']), 'PORT must be a number'],
    [
      5,
      'database',
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      'The database at DATABASE_URL cannot be reached; is it running?',
    ],
    [5, 'database', Object.assign(new Error('password'), { code: '28P01' }), 'The database answers: password.'],
  ])('ends with %i and the code %s', (exitCode, code, error, sentence) => {
    const told = explain(error);
    expect(told).toMatchObject({ exitCode, code });
    expect(told.lines[0]).toBe(sentence);
  });

  it('has a sentence for everything that the core refuses', () => {
    for (const code of IDENTITY_ERROR_CODES) {
      expect(explain(new IdentityError(code))).toMatchObject({
        exitCode: 1,
        code,
        lines: [expect.stringMatching(/\.$/u)],
      });
    }
  });

  it('says in one sentence that the embedded database is in use, by whom, and what to do', () => {
    const { exitCode, lines } = explain(new FolderInUseError('/srv/portero/database', 4711));
    expect(exitCode).toBe(4);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /\/srv\/portero\/database is in use by another process \(pid 4711\).*stop that one first/u,
    );
  });

  it('ends with 6 for its own mistakes', () => {
    expect(explain(new TypeError('oops'))).toMatchObject({ exitCode: 6, code: 'unexpected' });
    expect(explain('oops')).toMatchObject({ exitCode: 6, lines: ['An unexpected error:', 'oops'] });
  });
});
