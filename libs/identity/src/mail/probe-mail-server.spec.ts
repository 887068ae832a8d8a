import { afterEach, describe, expect, it } from 'vitest';
import { SmtpSink, smtpAnswer } from '../../testing/smtp-sink';
import { probeMailServer } from './probe-mail-server';

describe('probing a mail server', () => {
  let sink: SmtpSink | null = null;

  afterEach(async () => {
    await sink?.stop();
    sink = null;
  });

  it('succeeds when the server answers, and sends no mail', async () => {
    sink = await SmtpSink.start();
    await expect(probeMailServer(sink.url)).resolves.toBeNull();
    expect(sink.mails).toEqual([]);
  });

  it('reports that no server answers', async () => {
    await expect(probeMailServer('smtp://127.0.0.1:1')).resolves.toContain('ECONNREFUSED');
  });

  it('reports a refused password, without quoting it or the text of the server', async () => {
    sink = await SmtpSink.start({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(smtpAnswer(535, 'who is u-name?')),
    });
    const reason = await probeMailServer(sink.url.replace('://', '://u-name:secret-word@'));
    expect(reason).toContain('EAUTH');
    expect(reason).not.toMatch(/secret-word|u-name|who is/u);
  });
});
