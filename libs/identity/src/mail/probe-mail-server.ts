import { createTransport } from 'nodemailer';
import { smtpFailure } from './smtp-failure';
import { readSmtpUrl } from './smtp-url';

/** Whoever asks waits for the answer, so less patience than when a mail is sent. */
const TIMEOUTS = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/**
 * Greets a mail server and signs in, as for a mail that is then not sent.
 *
 * @param url as `readSmtpUrl` reads it, which throws a `TypeError` for any other
 * @returns `null` when it lets us in, otherwise the reason: codes only, neither the address nor the server's words
 */
export async function probeMailServer(url: string): Promise<string | null> {
  const transport = createTransport({ ...readSmtpUrl(url), ...TIMEOUTS });
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return smtpFailure(error).reason;
  } finally {
    transport.close();
  }
}
