import { smtpFailure } from './smtp-failure';
import { readSmtpUrl } from './smtp-url';

/** An operator waits for the answer, so the timeout is shorter than for sending a mail. */
const TIMEOUTS = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/**
 * Connects to a mail server and logs in, but sends no mail.
 *
 * @param url as `readSmtpUrl` reads it, which throws a `TypeError` for any other
 * @returns `null` on success, otherwise the reason: codes only, without the address and the server's text
 */
export async function probeMailServer(url: string): Promise<string | null> {
  const options = { ...readSmtpUrl(url), ...TIMEOUTS };
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(options);
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return smtpFailure(error).reason;
  } finally {
    transport.close();
  }
}
