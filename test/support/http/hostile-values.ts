/** Texts that parsers often fail on. */
export const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e',
  'ﬀ＠example.com',
  'K@example.com',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'a@b.example,c@d.example',
  'user@user.com\r\nBcc: x@y.example',
  '9'.repeat(400),
  'x'.repeat(5000),
  '💥'.repeat(300),
  'eyJhbGciOiJub25lIn0.e30.',
  'null',
  'NaN',
  '-1',
  '1e999',
];

/** Values of every type, none of them expected anywhere. */
export const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { $ne: null },
  { toString: 'x' },
  { length: 1e9 },
  ['a@b.example'],
  ...TEXTS,
];

/** Names of fields that no operation has, or that all objects have. */
export const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'id',
  'ownerId',
  '',
  'a.b',
  'a[0]',
  'active',
  'verifiedAt',
];

/** Content types of bodies. The empty one sends no header. */
export const MEDIA_TYPES = [
  'application/json',
  'application/json',
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'x',
  '',
];

/** Segments of a path. */
export const SEGMENTS = [
  '%00',
  '%ff',
  '%zz',
  '%',
  '..%2f..',
  "'",
  '%F0%9F%92%A5',
  '0',
  '-1',
  '99999999999999999999',
  '00000000-0000-0000-0000-000000000000',
  'a'.repeat(300),
  '%20',
  '*',
  ';a=b',
];

/** Invalid values of `Authorization`. */
export const AUTHORIZATIONS = [
  'Basic',
  'Basic !!!',
  'Basic Og==',
  'Basic bm90YXV1aWQ6eA==',
  'Bearer',
  'Bearer x',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Digest x',
  `Bearer ${'a'.repeat(9000)}`,
  ' ',
  'Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2Rldi9udWxsIn0.eyJqdGkiOm51bGx9.AAAA',
];
