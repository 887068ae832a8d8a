import { OutgoingMail } from '@portero/database';
import type { DataSource } from 'typeorm';

/** The mails that were promised and have not gone. */
export interface MailBacklog {
  readonly waiting: number;
  /** When the longest waiting one was promised; `null` when none waits. */
  readonly oldest: Date | null;
}

/** Counts the mails that wait, whoever is going to send them. */
export async function mailBacklog(dataSource: DataSource): Promise<MailBacklog> {
  const mails = dataSource.getRepository(OutgoingMail);
  const [oldest] = await mails.find({ select: { createdAt: true }, order: { createdAt: 'ASC' }, take: 1 });
  return { waiting: await mails.count(), oldest: oldest?.createdAt ?? null };
}
