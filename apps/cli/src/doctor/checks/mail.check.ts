import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from '@portero/config';
import { type MailBacklog, probeMailServer } from '@portero/identity';
import { counted, moment } from '../../terminal/text';
import { type Finding, findingsAbout } from '../finding';

const mailIs = findingsAbout('mail');

/** A mail that waits longer than this has failed a few times. */
const LATE_MS = 15 * 60_000;

/** Whether a mail can be sent now. */
export async function checkMailServer({ mail }: Settings): Promise<Finding> {
  const { smtpUrl, outboxFolder } = mail;
  if (smtpUrl === null) return checkOutbox(outboxFolder);
  const refused = await probeMailServer(smtpUrl);
  if (refused === null) return mailIs.ok('The mail server answers and lets us in.');
  const mend = 'Check host, port, user and password of SMTP_URL, and that this machine may connect to it.';
  return mailIs.wrong(`The mail server does not take mail (${refused}).`, mend);
}

/** Whether mails accumulate. */
export function checkMailBacklog({ waiting, oldest }: MailBacklog): Finding[] {
  if (oldest === null) return [];
  const message = `${counted(waiting, 'mail')} waiting, the oldest since ${moment(oldest)}.`;
  const isLate = Date.now() - oldest.getTime() > LATE_MS;
  return [isLate ? mailIs.warning(message, 'See what the log of the service says of Mail.') : mailIs.ok(message)];
}

function checkOutbox(folder: string): Finding {
  try {
    accessSync(nearestExisting(folder), constants.W_OK);
    return mailIs.ok(`No mail is sent: it is kept in the development outbox ${folder}.`);
  } catch {
    return mailIs.wrong(`The development outbox ${folder} cannot be written.`, 'Make DATA_DIR writable.');
  }
}

function nearestExisting(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
