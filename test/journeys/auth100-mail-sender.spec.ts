import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEml } from '../../libs/identity/src/mail/development/eml-reader';
import { registerOwner, registerUser, type TestOwner } from '../support/accounts/auth100-accounts';
import { SmtpSink } from '../support/mail/mail-reader';
import { startService, type TestService } from '../support/service/service';

describe('the sender of mails', () => {
  let sink: SmtpSink;
  let service: TestService;

  beforeAll(async () => {
    sink = await SmtpSink.start();
    service = await startService({ SMTP_URL: sink.url, MAIL_FROM: 'Portero <no-reply@portero.example>' });
  });

  afterAll(async () => {
    await service.stop();
    await sink.stop();
  });

  /** The headers of the mail that a new user gets. */
  async function mailOfNewUser(owner: TestOwner): Promise<{ from: string | undefined; replyTo: string | undefined }> {
    const { email } = await registerUser(service, owner);
    const mail = await vi.waitFor(
      () => {
        const arrived = sink.mails.find(({ to }) => to.includes(email));
        if (!arrived) throw new Error('No mail came');
        return arrived;
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(readEml(mail.source).to).toContain(email);
    const head = mail.source.toString('utf8').split('\r\n\r\n')[0] ?? '';
    const header = (name: string) => new RegExp(`^${name}: (.+)$`, 'mu').exec(head)?.[1]?.trim();
    return { from: header('From'), replyTo: header('Reply-To') };
  }

  const update = (owner: TestOwner, json: object) => service.request('PATCH', '/owner', { json, owner });

  it('is the service, unless the owner says otherwise', async () => {
    const owner = await registerOwner(service);
    expect(await mailOfNewUser(owner)).toEqual({ from: 'Portero <no-reply@portero.example>', replyTo: undefined });
  });

  it('is named as the owner says, and answers go where it says; the address stays ours', async () => {
    const owner = await registerOwner(service);
    const answer = await update(owner, { mailSenderName: 'My shop', mailReplyTo: 'help@shop.example' });
    expect(answer.json.result).toMatchObject({ mailSenderName: 'My shop', mailReplyTo: 'help@shop.example' });
    expect(await mailOfNewUser(owner)).toEqual({
      from: 'My shop <no-reply@portero.example>',
      replyTo: 'help@shop.example',
    });
    await update(owner, { mailReplyTo: null });
    expect(await mailOfNewUser(owner)).toEqual({ from: 'My shop <no-reply@portero.example>', replyTo: undefined });
    expect((await mailOfNewUser(await registerOwner(service))).from).toBe('Portero <no-reply@portero.example>');
  });

  it.each([
    'Portero <no-reply@portero.example>',
    'someone@bank.example',
    '"quoted"',
    'two\r\nBcc: x@y.example',
    'a\u202eb',
    ' padded ',
    'x'.repeat(101),
  ])('attack 16: takes no name like %j', async (mailSenderName) => {
    const { status, json } = await update(await registerOwner(service), { mailSenderName });
    expect([status, json.errors[0].field]).toEqual([400, 'mailSenderName']);
  });

  it.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'Ana <a@b.example>', 'nobody'])(
    'attack 16: sends answers to no %j',
    async (mailReplyTo) => {
      const { status, json } = await update(await registerOwner(service), { mailReplyTo });
      expect([status, json.errors[0].field]).toEqual([400, 'mailReplyTo']);
    },
  );
});
