import { hmacKey } from '@portero/config';
import { describe, expect, it } from 'vitest';
import { carriedOverSecret } from './carried-over-key';

const bytesOf = (secret: string): Buffer | undefined => carriedOverSecret('HS256', secret)?.material;
const CONTEXT = { mode: 'documented', production: true } as const;

describe('a shared secret that is carried over', () => {
  it.each([
    ['text, byte for byte', 'kX9!mQ2vLr7#Tz4wPb6', Buffer.from('kX9!mQ2vLr7#Tz4wPb6')],
    ['base64', 'base64:+/8AAQIDBAUGBwgJCgsMDQ==', Buffer.from('+/8AAQIDBAUGBwgJCgsMDQ==', 'base64')],
    ['base64url without padding', 'base64:-_8AAQIDBAUGBwgJCgsMDQ', Buffer.from('+/8AAQIDBAUGBwgJCgsMDQ==', 'base64')],
  ])('may be %s', (_how, secret, bytes) => {
    expect(bytesOf(secret)).toEqual(bytes);
    expect(hmacKey().read(secret, CONTEXT)).toEqual({ value: secret });
  });

  it.each(['base64:', 'base64:!!!!', 'base64:AAEC'])('is refused in production: %s', (secret) => {
    expect(hmacKey().read(secret, CONTEXT)).toHaveProperty('must');
  });
});
