import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '../support/service/service';
import { showShopper } from '../support/accounts/shoop-accounts';
import { ShoopPasswordLinks } from '../support/accounts/shoop-password-links';

const NEW = 'kata sandi baru';

describe('the page where a new password is set', () => {
  let service: TestService;
  let links: ShoopPasswordLinks;

  beforeAll(async () => {
    service = await sharedService();
    links = new ShoopPasswordLinks(service);
  });

  it.each([
    ['', '', 'Fill in both fields.'],
    [NEW, '', 'Fill in both fields.'],
    [NEW, `${NEW}x`, 'The two passwords are not the same.'],
    ['short', 'short', 'The password is too short: it needs at least 6 characters.'],
    ['x'.repeat(129), 'x'.repeat(129), 'The password is too long: it may have at most 128 characters.'],
  ])('shows the form again for %j and %j, and leaves the link alive', async (password, repeat, problem) => {
    const { path, key } = await links.shopperWithLink();
    const answer = await links.submit(path, password, repeat);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(problem);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text).not.toContain(NEW);
    expect((await showShopper(service, key)).status).toBe(200);
    expect((await links.submit(path, NEW)).status).toBe(200);
  });

  it('takes no form that is none', async () => {
    const { path } = await links.shopperWithLink();
    const answers = [
      await service.request('POST', path),
      await service.request('POST', path, { json: { password: [NEW], repeat: [NEW] } }),
      await service.request('POST', path, {
        raw: 'password=a&password=b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  it('gives nothing away', async () => {
    const { path, email } = await links.shopperWithLink();
    const { headers, text } = await service.request('GET', path);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'.*form-action 'self'/u,
    );
    expect(text).not.toMatch(/<script|<img|<link|https?:|action=/u);
    expect(text).toContain(`value="${email}"`);
  });

  it.each([
    ['es-AR,es;q=0.9', 'es', 'Elige una contraseña nueva', 'Este enlace ya no sirve'],
    ['id', 'id', 'Buat kata sandi baru', 'Tautan ini tidak berlaku lagi'],
    ['fr, en;q=0.1', 'en', 'Set a new password', 'This link no longer works'],
    ['fr', 'en', 'Set a new password', 'This link no longer works'],
  ])('is in the language of %j, and so is what follows', async (wish, language, title, dead) => {
    const { path } = await links.shopperWithLink();
    const headers = { 'accept-language': wish };
    const form = await service.request('GET', path, { headers });
    expect(form.text).toContain(`<html lang="${language}">`);
    expect(form.text).toContain(`<h1>${title}</h1>`);
    expect([form.headers.get('content-language'), form.headers.get('vary')]).toEqual([language, 'Accept-Language']);
    await links.submit(path, NEW);
    expect((await service.request('GET', path, { headers })).text).toContain(dead);
  });

  it('leaves no trace of the token, the password or the e-mail in the log', async () => {
    const lines: unknown[][] = [];
    const keep = (...line: unknown[]) => lines.push(line);
    service.app.useLogger({ log: keep, error: keep, warn: keep, debug: keep, verbose: keep, fatal: keep });
    try {
      const { path, email } = await links.shopperWithLink();
      const token = path.split('/')[2] ?? '';
      await service.request('GET', path);
      await links.submit(path, NEW);
      await service.request('GET', path);
      const log = JSON.stringify(lines);
      expect(log).toContain('/account/:token/password');
      for (const secret of [token, NEW, email]) expect(log).not.toContain(secret);
    } finally {
      service.app.useLogger(false);
    }
  });
});
