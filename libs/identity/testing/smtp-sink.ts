import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as an SMTP server of the tests received it. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: Buffer;
  readonly secure: boolean;
}

/** An SMTP server on loopback that stores what it receives. For specs only. */
export class SmtpSink {
  readonly mails: SunkMail[] = [];
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      logger: false,
      closeTimeout: 100,
      onData: (stream, { envelope, secure }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const to = envelope.rcptTo.map(({ address }) => address);
          this.mails.push({ from, to, source: Buffer.concat(chunks), secure });
          done();
        });
      },
      ...options,
    });
    this.server.on('error', () => undefined);
  }

  /** @param port 0 for any free one */
  static async start(options: SMTPServerOptions = {}, port = 0): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    sink.server.listen(port, '127.0.0.1');
    await once(sink.server.server, 'listening');
    return sink;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.server.options.secure === true ? 'smtps' : 'smtp'}://127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** The error that makes an SMTP server of the tests answer with `responseCode`. */
export function smtpAnswer(responseCode: number, text = 'no'): Error {
  return Object.assign(new Error(text), { responseCode });
}
