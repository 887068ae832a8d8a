import { describe, expect, it } from 'vitest';
import { openDefuse } from './defuse-crypto';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

/** Made by PHP 8.2 with hash_pbkdf2, hash_hkdf and openssl_encrypt, by the description of the version 2 format. */
const GOLDEN =
  'def502001111111111111111111111111111111111111111111111111111111111111111222222222222222222222222222222223c13bc63ea25201f8a27a1bcbf4d6e1c0e0b3fac0132309b3552592d6cecf0fb40950ef8ab25d84936ac22c826118bd2d07db80f05d817772daaad9113268792162411f5096700c650fc22113d70ca38a496eb3aa12c8459cfc3f2e37ccf72c4e8c240f17104aee6d1a9b500c0df8621c7d86497002efe5cf7da482ee7d22cab7403f9c432d5dac30e667ee912f629cd2564ad54b6ef1b0e3ca8dc5f67a8a9e4da91889b387676421aa96642f6c651d19f58daa29f26a116d13292e77403eb340b209fe0b2608034887637929bb32adb23b3a5cd1c4f3f5c11fb3fe984878e8bf8add8e42e62aa3a7ecec8e6d9f709206bf0ba3c4eb4fcbd6b99d30373566046c72944f9a4d8285993d144f5ba84db8ca0468ff4a99847fed972216432d41b8d9aa37f538b4fa5b08b1c2fda1f1b95';

describe('refresh tokens that Passport encrypted', () => {
  it('are opened with the key of the application', async () => {
    expect(JSON.parse((await openDefuse(GOLDEN, KEY)) ?? '')).toEqual({
      client_id: '1',
      refresh_token_id: 'ab'.repeat(40),
      access_token_id: 'cd'.repeat(40),
      scopes: [],
      user_id: '7',
      expire_time: 1_893_456_000,
    });
  });

  it.each([
    ['with another key', GOLDEN, Buffer.alloc(32)],
    ['altered at the end', GOLDEN.slice(0, -2) + 'ff', KEY],
    ['altered in the middle', GOLDEN.replace('2222', '2223'), KEY],
    ['cut', GOLDEN.slice(0, -64), KEY],
    ['with nothing in it', GOLDEN.slice(0, 160), KEY],
    ['in upper case', GOLDEN.toUpperCase(), KEY],
    ['of ours', 'def50200' + 'ab'.repeat(40), KEY],
  ])('are refused %s', async (_, text, key) => {
    expect(await openDefuse(text, key)).toBeNull();
  });
});
