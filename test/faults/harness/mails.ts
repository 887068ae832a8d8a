import { expect } from 'vitest';
import type { SunkMail } from '@libs/identity/testing/smtp-sink';
import type { MailCount } from './compare';
import { type Fault, playFault } from './play';
import type { World } from './world';

/** How many mails a process sends at the same time. */
const AT_ONCE = 5;

/** Counts the mails that a receiver keeps who leaves out what it has already, by the Message-ID. */
export function differentMailsOf({ sink }: World): MailCount {
  return (address) => new Set(sink.mails.filter(({ to }) => to.includes(address)).map(messageId)).size;
}

/** How many mails came although the same one had come before. */
export function repeatedMails({ sink: { mails } }: World): number {
  return mails.length - new Set(mails.map(messageId)).size;
}

/**
 * Plays a fault that kills the process. If the mail server has accepted a mail and the process dies before it has recorded that, the next
 * process sends the mail again, because the mail could be lost otherwise (RFC 1047). A mail may therefore come twice under one Message-ID.
 * This is allowed only for mails that were being sent at the time of the kill.
 *
 * @param kills how often the fault kills it
 */
export async function playKilled(world: World, fault: Fault, kills: number): Promise<void> {
  await playFault(world, fault, differentMailsOf(world));
  expect(repeatedMails(world)).toBeLessThanOrEqual(kills * AT_ONCE);
}

function messageId({ source }: SunkMail): string {
  const id = /^Message-ID: *(?<id>\S+)/imu.exec(source.toString())?.groups?.['id'];
  if (id === undefined) throw new Error('A mail has no Message-ID');
  return id;
}
