import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmail } from './email-address';
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
