import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailMessage } from '../message/mail-message';
import { Mailer, MailNotSentError } from '../mailer';
import { mimeOptions } from '../message/mime';
import { readEml, type ReceivedMail } from './eml-reader';

const KEPT = 500;
const FILE = /^\d{8}T\d{9}Z-(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.eml$/;

/** A mail of the outbox, as a list shows it. */
export interface OutboxEntry extends Pick<ReceivedMail, 'from' | 'to' | 'subject' | 'date'> {
  /** UUID of the mail. */
  readonly id: string;
}

/** A mail of the outbox in full. */
export interface OutboxMail extends OutboxEntry, Pick<ReceivedMail, 'replyTo' | 'text' | 'html'> {}

/**
 * Stores mails instead of sending them: one `<time>-<id>.eml` file each, readable only by the user of the process. The
 * newest 500 stay. For development only: anyone who can read the folder can read every code.
 */
@Injectable()
export class DevelopmentOutbox extends Mailer {
  private composer: ReturnType<typeof makeComposer> | null = null;

  /** @param folder is created with the first mail */
  constructor(readonly folder: string) {
    super();
  }

  /** Stores the mail; a repeated mail replaces its file. Rejects with {@link MailNotSentError}. */
  override async send(message: MailMessage): Promise<void> {
    const composer = await (this.composer ??= makeComposer());
    const { message: source } = await composer.sendMail(mimeOptions(message));
    const name = `${message.date.toISOString().replace(/[-:.]/g, '')}-${message.id}.eml`;
    if (!FILE.test(name) || !Buffer.isBuffer(source)) throw new MailNotSentError('refused', 'not a mail with a UUID');
    try {
      await this.write(name, source);
      await this.prune();
    } catch (error) {
      throw new MailNotSentError('unavailable', codeOf(error), { cause: error });
    }
  }

  /** The stored mails, the newest first. */
  async list(): Promise<OutboxEntry[]> {
    const mails = await Promise.all((await this.files()).map((name) => this.readFile(name)));
    return mails
      .filter((mail) => mail !== null)
      .map(({ id, from, to, subject, date }) => ({ id, from, to, subject, date }));
  }

  /** A mail by its UUID; `null` when there is none, or when it was deleted. */
  async read(id: string): Promise<OutboxMail | null> {
    const name = (await this.files()).find((file) => idOf(file) === id);
    return name === undefined ? null : this.readFile(name);
  }

  private async readFile(name: string): Promise<OutboxMail | null> {
    const source = await readFile(join(this.folder, name)).catch(nullIfMissing);
    return source === null ? null : { id: idOf(name), ...readEml(source) };
  }

  /** The file is written and then renamed, so that no reader sees half a mail. */
  private async write(name: string, source: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.folder, `${randomUUID()}.tmp`);
    try {
      await writeFile(temporary, source, { mode: 0o600, flag: 'wx' });
      await rename(temporary, join(this.folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private async prune(): Promise<void> {
    const surplus = (await this.files()).slice(KEPT);
    await Promise.all(surplus.map((name) => rm(join(this.folder, name), { force: true })));
  }

  /** Names of the kept mails, the newest first: the name begins with the time. */
  private async files(): Promise<string[]> {
    const names = (await readdir(this.folder).catch(nullIfMissing)) ?? [];
    return names
      .filter((name) => FILE.test(name))
      .sort()
      .reverse();
  }
}

/** Loads nodemailer with the first mail. */
async function makeComposer() {
  const { createTransport } = await import('nodemailer');
  return createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
}

function idOf(name: string): string {
  return FILE.exec(name)?.groups?.['id'] ?? '';
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
}

function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}
