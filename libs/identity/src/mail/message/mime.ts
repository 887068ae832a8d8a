import type { SendMailOptions } from 'nodemailer';
import { isSingleAddress, type MailMessage, oneLine } from './mail-message';
import { MailNotSentError } from '../mailer';

/**
 * The MIME form of a message, for nodemailer. Addresses go in as objects, because nodemailer splits strings at commas.
 * Throws {@link MailNotSentError} (`refused`) for anything but a single address.
 */
export function mimeOptions(message: MailMessage): SendMailOptions {
  const { id, from, to, replyTo, subject, text, html, date } = message;
  const addresses = replyTo === undefined ? [from.address, to] : [from.address, to, replyTo];
  if (!addresses.every(isSingleAddress)) throw new MailNotSentError('refused', 'not a single address');
  return {
    // The same on every try, so that a receiver can tell a repeated mail from a second one (RFC 5322, section 3.6.4).
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date,
    from: { name: oneLine(from.name), address: from.address },
    to: [{ address: to }],
    ...(replyTo === undefined ? {} : { replyTo: { address: replyTo } }),
    subject: oneLine(subject),
    text,
    html,
    // Prevents out-of-office answers (RFC 3834, section 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
