import { OutgoingMail } from '@portero/database';
import type { DataSource } from 'typeorm';

/** The mails that are queued and not yet sent. */
export interface MailBacklog {
  readonly waiting: number;
  /** When the oldest waiting mail was queued; `null` when none waits. */
  readonly oldest: Date | null;
}

/** Counts the waiting mails of all processes. */
export async function mailBacklog(dataSource: DataSource): Promise<MailBacklog> {
  const mails = dataSource.getRepository(OutgoingMail);
  const [oldest] = await mails.find({ select: { createdAt: true }, order: { createdAt: 'ASC' }, take: 1 });
  return { waiting: await mails.count(), oldest: oldest?.createdAt ?? null };
}
