import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmail, readEmail } from './email-address';
import { parseUsername } from './username';

describe('normalising account names', () => {
  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseEmail(text);
        parseUsername(text);
      }),
    );
  });

  it('gives an e-mail a key that is stable and the same for upper and lower case', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const email = parseEmail(text);
        if (email === null) return;
        expect(parseEmail(email.key)?.key).toBe(email.key);
        expect(parseEmail(text.toUpperCase())?.key).toBe(email.key);
      }),
    );
  });

  it('reads a plain ASCII address with the same result as the full check', () => {
    const part = (characters: string) =>
      fc
        .string({ unit: fc.constantFrom(...Array.from(characters)), minLength: 1, maxLength: 66 })
        .filter((text) => text !== '');
    const label = fc.oneof(
      part('aZ0-'),
      fc.constantFrom('xn--nxasmq6b', 'xn--a', 'a--b', '0x1f', 'com', 'EXAMPLE', 'k-9'),
    );
    const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const plain = fc.tuple(part('aZ0._-'), domain, fc.constantFrom('com', 'UY', 'x', 'museum', '1', 'a1', 'c-m'));
    fc.assert(
      fc.property(plain, ([local, host, top]) => {
        const text = `${local}@${host}.${top}`;
        expect(parseEmail(text)).toEqual(readEmail(text));
      }),
    );
    const long = `${'a'.repeat(64)}@${'b'.repeat(57)}.example`;
    for (const text of ['a@b.cd', 'A.b-c_d@E-f.gh', 'a@1.2.co', long, `a${long}`, `${long}s`])
      expect(parseEmail(text)).toEqual(readEmail(text));
    expect(parseEmail('A.b-c_d@E-f.GH')).toEqual({ address: 'A.b-c_d@E-f.GH', key: 'a.b-c_d@e-f.gh' });
  });

  it('never takes two addresses, white space or control characters for one address', () => {
    fc.assert(
      fc.property(
        fc.emailAddress(),
        fc.emailAddress(),
        fc.constantFrom(',', ';', ' ', '\n', '\r\n', '\0', '\t'),
        (a, b, mark) => {
          expect(parseEmail(`${a}${mark}${b}`)).toBeNull();
        },
      ),
    );
  });

  it('never takes a name with an @ for a username', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(parseUsername(`${before}@${after}`)).toBeNull();
      }),
    );
  });
});
