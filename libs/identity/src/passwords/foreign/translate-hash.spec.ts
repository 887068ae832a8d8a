import { describe, expect, it } from 'vitest';
import { translateHash } from './translate-hash';

const BCRYPT = '10$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzABCDE';
const ARGON = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA';
const HEX = 'f42efeac22e0e909f2ad56b2fe315af0';
const json = (value: object): string => JSON.stringify(value);

describe('a stored hash for another system', () => {
  it.each<[string, string, string | null, string | null]>([
    ['argon2id', ARGON, `argon2${ARGON}`, ARGON],
    ['argon2 of Django', `argon2${ARGON}`, `argon2${ARGON}`, ARGON],
    ['argon2d', ARGON.replace('2id', '2d'), `argon2${ARGON.replace('2id', '2d')}`, null],
    ['bcrypt 2b', `$2b$${BCRYPT}`, `bcrypt$$2b$${BCRYPT}`, `$2y$${BCRYPT}`],
    ['bcrypt of Laravel', `$2y$${BCRYPT}`, `bcrypt$$2y$${BCRYPT}`, `$2y$${BCRYPT}`],
    ['bcrypt of Spring', `{bcrypt}$2a$${BCRYPT}`, `bcrypt$$2a$${BCRYPT}`, `$2y$${BCRYPT}`],
    ['bcrypt with a pepper', json({ algorithm: 'bcrypt', hash: `$2b$${BCRYPT}`, pepper: 'P' }), null, null],
    ['PBKDF2 of Django', 'pbkdf2_sha256$1$s$aGFzaA==', 'pbkdf2_sha256$1$s$aGFzaA==', null],
    ['sha-crypt', '$6$salt$hash', null, '$6$salt$hash'],
    ['MD5', HEX, `md5$$${HEX}`, null],
    ['salted MD5', json({ algorithm: 'md5', hash: HEX, salt: 's' }), `md5$s$${HEX}`, null],
    ['MD5 with the salt behind', json({ algorithm: 'md5', hash: HEX, salt: 's', layout: 'password+salt' }), null, null],
    ['MD5 that was cut', json({ algorithm: 'md5', hash: HEX.slice(0, 24), salt: 's' }), null, null],
    ['WordPress 6.8', `$wp$2y$${BCRYPT}`, null, null],
    ['phpass', '$P$H9VHdrF2tlhTweY.GPcl04GILLYlPc.', null, null],
  ])('%s', (_name, stored, django, laravel) => {
    expect([translateHash(stored, 'django'), translateHash(stored, 'laravel')]).toEqual([django, laravel]);
  });
});
