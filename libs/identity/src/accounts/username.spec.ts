import { describe, expect, it } from 'vitest';
import { parseUsername } from './username';

describe('a username', () => {
  it.each([
    ['Ana', 'ana'],
    ['ａｎａ', 'ana'],
    ['ana.maría_2-x', 'ana.maría_2-x'],
    ['字', '字'],
    ['İ', 'i\u0307'],
  ])('is compared by one key: %s', (text, key) => {
    expect(parseUsername(text)?.key).toBe(key);
  });

  it.each(['', ' ', 'a b', 'a@b', 'a＠b', '.a', '-a', 'a\0', 'a\n', "a'b", '\ud800', 'a\u200bb', 'x'.repeat(61)])(
    'is refused when it could be taken for something else: %j',
    (text) => {
      expect(parseUsername(text)).toBeNull();
    },
  );

  it('fits into its column, also where lower case is longer than capitals', () => {
    expect(parseUsername('İ'.repeat(30))?.key).toHaveLength(60);
    expect(parseUsername('İ'.repeat(31))).toBeNull();
  });
});
