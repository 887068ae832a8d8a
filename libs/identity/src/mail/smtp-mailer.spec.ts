import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { readEml } from './development/eml-reader';
import type { MailMessage } from './message/mail-message';
import { MailNotSentError } from './mailer';
import { SmtpMailer } from './smtp-mailer';
import { smtpAnswer, SmtpSink } from '../../testing/smtp-sink';

const TO = 'ana@example.com';
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function messageTo(to: string, changes: Partial<MailMessage> = {}): MailMessage {
  return {
    id: randomUUID(),
    from: { name: 'Tienda', address: 'no-reply@portero.example' },
    to,
    subject: 'Tu código de verificación',
    text: 'Este es el código:\n\n0471\n',
    html: '<p>Este es el código: 0471</p>',
    date: new Date('2026-08-07T10:15:30Z'),
    ...changes,
  };
}

async function sinkWith(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const sink = await SmtpSink.start(options);
  closing.push(() => sink.stop());
  return sink;
}

function mailerTo(url: string, limitMs?: number): SmtpMailer {
  const mailer = new SmtpMailer(url, limitMs);
  closing.push(() => mailer.onApplicationShutdown());
  return mailer;
}

async function failureOf(sending: Promise<void>): Promise<MailNotSentError> {
  const error: unknown = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailNotSentError)) throw new Error('expected a MailNotSentError', { cause: error });
  expect(`${error.message} ${error.reason}`).not.toContain('ana');
  return error;
}

describe('SmtpMailer', () => {
  it('hands over text and HTML, to the one recipient', async () => {
    const sink = await sinkWith();
    const message = messageTo(TO, { replyTo: 'ayuda@tienda.example' });
    await mailerTo(sink.url).send(message);
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]).toMatchObject({ from: 'no-reply@portero.example', to: [TO] });
    expect(readEml(sink.mails[0]!.source)).toEqual({
      from: 'Tienda <no-reply@portero.example>',
      to: TO,
      replyTo: 'ayuda@tienda.example',
      subject: message.subject,
      date: message.date,
      text: message.text,
      html: message.html,
    });
  });

  it('gives a mail the same Message-ID on every try, and keeps automatic answers away', async () => {
    const sink = await sinkWith();
    const mailer = mailerTo(sink.url);
    const message = messageTo(TO);
    await mailer.send(message);
    await mailer.send(message);
    for (const { source } of sink.mails) {
      expect(source.toString()).toContain(`Message-ID: <${message.id}@portero.example>\r\n`);
      expect(source.toString()).toContain('Auto-Submitted: auto-generated\r\n');
    }
  });
});

describe('header injection', () => {
  const INJECTION = 'x\r\nBcc: eve@evil.example\r\n\r\nhello';

  it('is impossible through names and the subject', async () => {
    const sink = await sinkWith();
    const from = { name: INJECTION, address: 'no-reply@portero.example' };
    await mailerTo(sink.url).send(messageTo(TO, { from, subject: INJECTION }));
    const head = sink.mails[0]!.source.toString().split('\r\n\r\n')[0]!;
    expect(sink.mails[0]!.to).toEqual([TO]);
    expect(head).not.toMatch(/^bcc/im);
    expect(readEml(sink.mails[0]!.source).subject).toBe('x Bcc: eve@evil.example hello');
  });

  it.each([
    'ana@example.com, eve@evil.example',
    'ana@example.com;eve@evil.example',
    'ana@example.com eve@evil.example',
    'ana@example.com\r\nBcc: eve@evil.example',
    'Ana <ana@example.com>',
    '"ana@example.com, x"@evil.example',
    'ana@example.com@evil.example',
    'group:ana@example.com;',
    '',
    'ana',
  ])('is impossible through an address: %j', async (address) => {
    const sink = await sinkWith();
    const mailer = mailerTo(sink.url);
    expect((await failureOf(mailer.send(messageTo(address)))).failure).toBe('refused');
    expect((await failureOf(mailer.send(messageTo(TO, { replyTo: address })))).failure).toBe('refused');
    expect(sink.mails).toEqual([]);
  });
});

describe('what an SMTP server answers', () => {
  type Answer = [title: string, expected: string, options: SMTPServerOptions];
  const answers: Answer[] = [
    ['450 to the recipient', 'deferred', { onRcptTo: (_, __, done) => done(smtpAnswer(450, TO)) }],
    ['550 to the recipient', 'refused', { onRcptTo: (_, __, done) => done(smtpAnswer(550, TO)) }],
    ['421 to the recipient', 'unavailable', { onRcptTo: (_, __, done) => done(smtpAnswer(421)) }],
    ['550 to the sender', 'unavailable', { onMailFrom: (_, __, done) => done(smtpAnswer(550)) }],
    [
      '451 to the message',
      'deferred',
      { onData: (stream, _, done) => stream.resume().on('end', () => done(smtpAnswer(451))) },
    ],
    [
      '554 to the message',
      'refused',
      { onData: (stream, _, done) => stream.resume().on('end', () => done(smtpAnswer(554))) },
    ],
    ['a refused connection', 'unavailable', { onConnect: (_, done) => done(smtpAnswer(554)) }],
  ];

  it.each(answers)('%s makes a mail %s', async (_, expected, options) => {
    const sink = await sinkWith(options);
    expect((await failureOf(mailerTo(sink.url).send(messageTo(TO)))).failure).toBe(expected);
  });

  it('a refused login concerns every mail', async () => {
    const sink = await sinkWith({ onAuth: (_, __, done) => done(smtpAnswer(535, 'user')) });
    const error = await failureOf(mailerTo(sink.url.replace('://', '://user:hunter2@')).send(messageTo(TO)));
    expect(error.failure).toBe('unavailable');
    expect(error.reason).toMatch(/EAUTH.*535/);
    expect(error.reason).not.toContain('hunter2');
  });
});

describe('an unreachable server', () => {
  async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      onConnection(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return server;
  }
  const urlOf = (server: Server) => `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('is unavailable, and the log may say why', async () => {
    const sink = await SmtpSink.start();
    const { url } = sink;
    await sink.stop();
    const error = await failureOf(mailerTo(url).send(messageTo(TO)));
    expect(error.failure).toBe('unavailable');
    expect(error.reason).toContain('ECONNREFUSED');
  });

  it('takes no longer than the limit when it accepts and sends nothing', async () => {
    const server = await listen(() => undefined);
    const startedAt = performance.now();
    expect((await failureOf(mailerTo(urlOf(server), 200).send(messageTo(TO)))).failure).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('takes no longer than the limit when it keeps sending a few bytes', async () => {
    const timers: NodeJS.Timeout[] = [];
    const server = await listen((socket) => timers.push(setInterval(() => socket.write('220-wait\r\n'), 20)));
    closing.push(() => timers.forEach((timer) => clearInterval(timer)));
    expect((await failureOf(mailerTo(urlOf(server), 300).send(messageTo(TO)))).failure).toBe('unavailable');
  });

  it('does not delay a shutdown', async () => {
    const server = await listen(() => undefined);
    const mailer = mailerTo(urlOf(server));
    const sending = failureOf(mailer.send(messageTo(TO)));
    await once(server, 'connection');
    mailer.onApplicationShutdown();
    expect((await sending).failure).toBe('unavailable');
  });
});

describe('TLS', () => {
  it('is used when offered, on loopback with any certificate', async () => {
    const sink = await sinkWith();
    await mailerTo(sink.url).send(messageTo(TO));
    expect(sink.mails[0]?.secure).toBe(true);
  });

  it('is checked on smtps, unless the URL says otherwise', async () => {
    const sink = await sinkWith({ secure: true });
    const error = await failureOf(mailerTo(sink.url).send(messageTo(TO)));
    expect(error).toMatchObject({ failure: 'unavailable' });
    expect(sink.mails).toEqual([]);
    await mailerTo(`${sink.url}?tls.rejectUnauthorized=false`).send(messageTo(TO));
    expect(sink.mails).toHaveLength(1);
  });

  it('is required when the URL says so', async () => {
    const sink = await sinkWith({ disabledCommands: ['STARTTLS'] });
    const error = await failureOf(mailerTo(`${sink.url}?requireTLS=true`).send(messageTo(TO)));
    expect(error.failure).toBe('unavailable');
    expect(sink.mails).toEqual([]);
  });
});
