import { BadRequestException, ForbiddenException, HttpException } from '@nestjs/common';
import { IdentityError } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { EdgeError } from './failure';
import { toFailure } from './to-failure';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('what was thrown', () => {
  it.each([
    ['a refusal of the core', new IdentityError('email_taken'), 'email_taken'],
    ['a refusal of the edge', new EdgeError('route_not_found'), 'route_not_found'],
    ['a lost database', withCode('read ECONNRESET', 'ECONNRESET'), 'unavailable'],
    ['a database that shuts down', withCode('terminating connection', '57P01'), 'unavailable'],
    ['a client that went away in its body', withCode('aborted', 'ECONNRESET'), 'malformed_request'],
    ['a body that is too large', withCode('x', 'FST_ERR_CTP_BODY_TOO_LARGE'), 'payload_too_large'],
    ['a broken URL', withCode('x', 'FST_ERR_BAD_URL'), 'malformed_request'],
    ["the framework's own 400", new BadRequestException('secret'), 'malformed_request'],
    ["the framework's own 403", new ForbiddenException(), 'forbidden'],
    ["the framework's own 418", new HttpException('secret', 418), 'internal_error'],
    ['a mistake', new TypeError('secret'), 'internal_error'],
    ['a text', 'secret', 'internal_error'],
    ['nothing', undefined, 'internal_error'],
  ])('becomes a failure that every dialect knows, and says nothing of its own: %s', (_name, thrown, code) => {
    const failure = toFailure(thrown);
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});
