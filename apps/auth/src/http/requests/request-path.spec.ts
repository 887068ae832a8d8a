import { describe, expect, it } from 'vitest';
import { pathOf, withoutTrailingSlash } from './request-path';

describe('the path of a request', () => {
  it.each([
    ['/users', '/users'],
    ['/users?owner=1/', '/users'],
    ['/users#x', '/users'],
    ['/users;x=1', '/users;x=1'],
    ['*', '*'],
  ])('ends where the query begins: %s', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });

  it.each([
    ['/users/', '/users'],
    ['/users///', '/users'],
    ['/users/?a=/', '/users?a=/'],
    ['/', '/'],
    ['//', '/'],
    ['/kept/', '/kept/'],
    ['/kept/?a', '/kept/?a'],
    ['/kept//', '/kept'],
  ])('loses its trailing slash, unless it is a path of its own: %s', (url, expected) => {
    expect(withoutTrailingSlash(url, new Set(['/kept/']))).toBe(expected);
  });
});
