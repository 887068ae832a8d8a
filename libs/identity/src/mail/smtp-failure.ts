import type { NodemailerError } from 'nodemailer';
import { type MailFailure, MailNotSentError } from './mailer';

/** Commands whose refusal concerns only one mail. A refusal of any other command concerns every mail. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);
/** "Service not available, closing transmission channel", whichever command it answers (RFC 5321, section 3.8). */
const CLOSING = 421;

/** Classifies an error of nodemailer. The server's text is left out, because it may quote the recipient. */
export function smtpFailure(error: unknown): MailNotSentError {
  if (error instanceof MailNotSentError) return error;
  if (!(error instanceof Error)) return new MailNotSentError('unavailable', 'unknown');
  const { code, originalCode, command, responseCode } = error as NodemailerError;
  const reason = [code, originalCode, command, responseCode].filter(Boolean).join(' ');
  return new MailNotSentError(failureOf(error), reason === '' ? error.name : reason, { cause: error });
}

function failureOf({ code, command, responseCode, permanent }: NodemailerError): MailFailure {
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return 'unavailable';
  if (responseCode === CLOSING) return 'unavailable';
  if (!responseCode) return 'refused';
  if (!ABOUT_THE_MAIL.has(command ?? '')) return 'unavailable';
  return permanent === true ? 'refused' : 'deferred';
}
