import { describe, expect, it } from 'vitest';
import { failureOf } from '@test/support/dialects/simplejwt/failure-of';
import { PythonNumber, type PythonValue, UploadedFile } from '../python/python-values';
import { readTextFields } from './serializer';

function problemsOf(data: PythonValue | undefined): unknown {
  const { code, fields } = failureOf(() => readTextFields(data, ['email', 'password']));
  expect(code).toBe('validation_failed');
  return fields.map(({ field, message }) => `${field}: ${message}`);
}

function withEmail(email: PythonValue): PythonValue {
  return new Map([
    ['email', email],
    ['password', 'x'],
  ]);
}

describe('text fields', () => {
  it('are text without the white space around it; what else there is does not matter', () => {
    const data = new Map<string, PythonValue>([
      ['password', ' a b\u3000'],
      ['other', null],
      ['email', '\u001fx\u0085'],
    ]);
    expect(readTextFields(data, ['email', 'password'])).toEqual({ email: 'x', password: 'a b' });
  });

  it('may be numbers, as Python writes them', () => {
    expect(readTextFields(withEmail(new PythonNumber('float', '1e+16')), ['email'])).toEqual({ email: '1e+16' });
  });

  it.each([
    [null, 'This field may not be null.'],
    ['', 'This field may not be blank.'],
    [' \t\u00a0', 'This field may not be blank.'],
    [true, 'Not a valid string.'],
    [false, 'Not a valid string.'],
    [[], 'Not a valid string.'],
    [new Map<string, PythonValue>(), 'Not a valid string.'],
    [new UploadedFile('a.txt'), 'Not a valid string.'],
    ['a\0b', 'Null characters are not allowed.'],
    ['\0', 'Null characters are not allowed.'],
    ['a\udfffb\ud800', 'Surrogate characters are not allowed: U+DFFF.'],
  ])('cannot be %j', (value, message) => {
    expect(problemsOf(withEmail(value))).toEqual([`email: ${message}`]);
  });

  it('have everything told that is wrong with them, in the order of the fields', () => {
    const data = new Map<string, PythonValue>([['password', '\ud800\0']]);
    expect(problemsOf(data)).toEqual([
      'email: This field is required.',
      'password: Null characters are not allowed.',
      'password: Surrogate characters are not allowed: U+D800.',
    ]);
  });

  it('are all missing without a body', () => {
    const required = ['email: This field is required.', 'password: This field is required.'];
    expect(problemsOf(undefined)).toEqual(required);
    expect(problemsOf(new Map())).toEqual(required);
  });

  it.each([
    [null, 'No data provided'],
    ['', 'Invalid data. Expected a dictionary, but got str.'],
    [true, 'Invalid data. Expected a dictionary, but got bool.'],
    [[], 'Invalid data. Expected a dictionary, but got list.'],
    [new PythonNumber('int', '0'), 'Invalid data. Expected a dictionary, but got int.'],
    [new PythonNumber('float', 'inf'), 'Invalid data. Expected a dictionary, but got float.'],
  ])('need a dictionary, which %j is not', (data, message) => {
    expect(problemsOf(data)).toEqual([`non_field_errors: ${message}`]);
  });
});
