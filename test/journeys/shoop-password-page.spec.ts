import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedService, type TestService } from '../support/service/service';
import { mailedToken, openMailed } from '../support/accounts/mailed-pages';
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

  it('refuses malformed forms', async () => {
    const { path } = await links.shopperWithLink();
    const answers = [
      await service.request('POST', '/account/password'),
      await service.request('POST', '/account/password', {
        json: { token: mailedToken(path), password: [NEW], repeat: [NEW] },
      }),
      await service.request('POST', '/account/password', {
        raw: `token=${mailedToken(path)}&password=a&password=b`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  it('reveals nothing', async () => {
    const { path, email } = await links.shopperWithLink();
    const { headers, text } = await openMailed(service, path);
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
    const form = await openMailed(service, path, headers);
    expect(form.text).toContain(`<html lang="${language}">`);
    expect(form.text).toContain(`<h1>${title}</h1>`);
    expect([form.headers.get('content-language'), form.headers.get('vary')]).toEqual([language, 'Accept-Language']);
    await links.submit(path, NEW);
    expect((await openMailed(service, path, headers)).text).toContain(dead);
  });

  it.each(['password', 'email'])(
    'of the kind %s does not bring the token to the server by its address',
    async (kind) => {
      const entry = await service.request('GET', `/account/${kind}`);
      expect(entry.status).toBe(200);
      expect(entry.headers.get('referrer-policy')).toBe('no-referrer');
      expect(entry.headers.get('cache-control')).toBe('no-store');
      const script = /<script>(?<text>[^]*?)<\/script>/u.exec(entry.text)?.groups?.['text'] ?? '';
      const hash = createHash('sha256').update(script).digest('base64');
      expect(entry.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`);
      expect(entry.text).not.toMatch(/<img|<link|https?:|action=/u);
    },
  );

  it('opens without a script, too: the reader pastes the link', async () => {
    const { path, email } = await links.shopperWithLink();
    const token = mailedToken(path);
    const { origin } = service;
    for (const pasted of [
      `${origin}${path}`,
      ` ${token}\n`,
      `<${origin}${path}>`,
      `${origin}/account/${token}/password`,
    ]) {
      const form = await service.request('POST', '/account/password', { form: { token: pasted } });
      expect(form.text).toContain(`value="${email}"`);
      expect(form.text).toContain(`value="${token}"`);
      expect(form.text).not.toContain('<script');
    }
    expect((await service.request('POST', '/account/password', { form: { token: ' ' } })).status).toBe(422);
  });

  it('takes the links of the first release until they expire', async () => {
    const { path, email } = await links.shopperWithLink();
    const old = `/account/${mailedToken(path)}/password`;
    expect((await service.request('GET', old)).text).toContain(`value="${email}"`);
    expect((await service.request('POST', old, { form: { password: NEW, repeat: NEW } })).status).toBe(200);
    expect((await service.request('GET', old)).status).toBe(410);
  });

  it('leaves no trace of the token, the password or the e-mail in the log', async () => {
    const lines: unknown[][] = [];
    const keep = (...line: unknown[]) => lines.push(line);
    service.app.useLogger({ log: keep, error: keep, warn: keep, debug: keep, verbose: keep, fatal: keep });
    try {
      const { path, email } = await links.shopperWithLink();
      const token = mailedToken(path);
      await openMailed(service, path);
      await links.submit(path, NEW);
      await openMailed(service, path);
      const log = JSON.stringify(lines);
      expect(log).toContain('/account/password');
      for (const secret of [token, NEW, email]) expect(log).not.toContain(secret);
    } finally {
      service.app.useLogger(false);
    }
  });
});
