import { networkKind } from '@portero/identity';
import { describe, expect, it } from 'vitest';
import { readMilliseconds, readPasswordUrl, readUntil } from './legacy-values';

describe('where an old back end takes log-ins', () => {
  it.each([
    ['not a URL', 'unreadable_url'],
    ['ftp://old.example/', 'unreadable_url'],
    ['http://user:secret@127.0.0.1/', 'unreadable_url'],
    ['http://169.254.169.254/latest/', 'address_not_allowed'],
    ['http://[::ffff:169.254.169.254]/', 'address_not_allowed'],
    ['http://0.0.0.0/', 'address_not_allowed'],
    ['http://93.184.216.34/api/token/', 'not_encrypted'],
    ['https://no-such-host.invalid/', 'host_unknown'],
  ])('is not %s', async (url, code) => {
    await expect(readPasswordUrl('--login-url', url)).rejects.toMatchObject({ code });
  });

  it.each([
    ['http://10.1.2.3:8000/api/token/', 'private'],
    ['http://[::1]/api/token/', 'loopback'],
    ['https://93.184.216.34/api/token/', 'public'],
  ])('may be %s, whose network is kept with it', async (url, network) => {
    expect(await readPasswordUrl('--login-url', url)).toEqual({ url, network });
  });

  it.each([
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['fe80::1%eth0', 'forbidden'],
    ['64:ff9b::a9fe:a9fe', 'forbidden'],
    ['2002:7f00:1::', 'forbidden'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['2606:4700::1111', 'public'],
    ['no address', 'forbidden'],
  ])('leads with %s into a network that is %s', (address, kind) => {
    expect(networkKind(address)).toBe(kind);
  });
});

describe('times of an old back end', () => {
  it('end with the day in UTC', () => {
    expect(readUntil('2099-01-31')).toEqual(new Date('2099-02-01T00:00:00Z'));
    expect(readUntil('2099-01-31T18:00:00+02:00')).toEqual(new Date('2099-01-31T16:00:00Z'));
  });

  it.each(['2020-01-01', '31.1.2099', '2099-13-01', 'tomorrow'])('are not %s', (text) => {
    expect(() => readUntil(text)).toThrow();
  });

  it('are from a tenth of a second to half a minute', () => {
    expect([readMilliseconds('3s'), readMilliseconds('3'), readMilliseconds('1500ms')]).toEqual([3000, 3000, 1500]);
    for (const text of ['0', '31s', '99ms', '3m', '-1']) expect(() => readMilliseconds(text)).toThrow();
  });
});
