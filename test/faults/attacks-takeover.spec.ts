import { User } from '@portero/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeGraph } from '../support/accounts/fake-graph';
import { submitMailed } from '../support/accounts/mailed-pages';
import { linkedPath, registerShopper, showShopper } from '../support/accounts/shoop-accounts';
import { MailReader, SmtpSink } from '../support/mail/mail-reader';
import { HARDENED_ENV, startService, type TestService } from '../support/service/service';

const VICTIMS_PASSWORD = 'otro-rio-muy-largo';

describe.each(['documented', 'hardened'] as const)(
  'attack 35: an address that a stranger registered, in %s mode',
  (mode) => {
    let graph: FakeGraph;
    let sink: SmtpSink;
    let service: TestService;
    let mails: MailReader;
    let uid = 100_005_000_000_000;

    beforeAll(async () => {
      graph = await FakeGraph.start();
      sink = await SmtpSink.start();
      const hardened = { ...HARDENED_ENV, SMTP_URL: sink.url, SHOOP_SIGNUP: 'open' };
      service = await startService({ ...(mode === 'hardened' ? hardened : {}), ...graph.env });
      mails = mode === 'hardened' ? MailReader.ofSink(sink) : MailReader.ofOutbox(service);
    });

    afterAll(async () => {
      await service.stop();
      await graph.stop();
      await sink.stop();
    });

    /** What the stranger holds: a password, a key and a Facebook account; and the path of the mail that the victim gets. */
    async function registered() {
      uid += 1;
      const facebookId = String(uid);
      const shopper = await registerShopper(service, { fb_token: graph.grant({ userId: facebookId }) });
      return { ...shopper, facebookId, path: linkedPath(service, await mails.nextText(shopper.email)) };
    }

    const byFacebook = async ({ facebookId }: { facebookId: string }) => {
      const form = { fb_token: graph.grant({ userId: facebookId }), fb_uid: facebookId };
      return (await service.request('POST', '/api/v2/auth/login', { form })).status;
    };
    const byPassword = async (email: string, password: string) =>
      (await service.request('POST', '/api/v2/auth/login', { form: { email, password } })).status;
    const submit = (path: string, form: Readonly<Record<string, string>>) => submitMailed(service, path, form);
    const userOf = (email: string) => service.dataSource.getRepository(User).findOneByOrFail({ email });

    it('is confirmed only by the password of the account or a new one', async () => {
      const { email, path } = await registered();
      for (const form of [
        { password: '' },
        { password: 'a guess' },
        { password: 'one', repeat: 'other' },
        { repeat: 'x' },
      ])
        expect((await submit(path, form as Record<string, string>)).status).toBe(422);
      expect((await userOf(email)).verifiedAt).toBeNull();
    });

    it('is taken over by a new password: the key, the password and the Facebook account of the stranger end', async () => {
      const account = await registered();
      expect([await byFacebook(account), (await showShopper(service, account.key)).status]).toEqual([200, 200]);
      const done = await submit(account.path, { password: VICTIMS_PASSWORD, repeat: VICTIMS_PASSWORD });
      expect(done.status).toBe(200);
      expect((await userOf(account.email)).verifiedAt).toBeInstanceOf(Date);
      expect((await showShopper(service, account.key)).status).toBe(401);
      expect(await byFacebook(account)).not.toBe(200);
      expect(await byPassword(account.email, account.password)).not.toBe(200);
      expect(await byPassword(account.email, VICTIMS_PASSWORD)).toBe(200);
      expect((await submit(account.path, { password: VICTIMS_PASSWORD, repeat: VICTIMS_PASSWORD })).status).toBe(410);
    });

    it('stays unchanged for the user who knows its password', async () => {
      const account = await registered();
      expect((await submit(account.path, { password: account.password })).status).toBe(200);
      expect([await byFacebook(account), (await showShopper(service, account.key)).status]).toEqual([200, 200]);
    });

    it('loses a Facebook account of before its confirmation when its password is reset by mail', async () => {
      const account = await registered();
      expect((await submit(account.path, { password: account.password })).status).toBe(200);
      await service.request('POST', '/api/v2/auth/forgot_password', { form: { email: account.email } });
      const path = linkedPath(service, await mails.nextText(account.email));
      expect((await submit(path, { password: VICTIMS_PASSWORD, repeat: VICTIMS_PASSWORD })).status).toBe(200);
      expect(await byFacebook(account)).not.toBe(200);
      expect((await showShopper(service, account.key)).status).toBe(401);
    });
  },
);
