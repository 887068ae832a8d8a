import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailMessage } from '../message/mail-message';
import { DevelopmentOutbox } from './development-outbox';

const NOON = new Date('2026-08-07T12:00:00.000Z');
let parent: string;
let outbox: DevelopmentOutbox;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'portero-outbox-'));
  outbox = new DevelopmentOutbox(join(parent, 'data', 'outbox'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

function messageOf(changes: Partial<MailMessage> = {}): MailMessage {
  return {
    id: randomUUID(),
    from: { name: 'Tienda Ñandú', address: 'no-reply@localhost' },
    to: 'ana@example.com',
    subject: 'Tu código',
    text: 'Hola:\n\n0471\n',
    html: '<p>Hola: 0471</p>',
    date: NOON,
    ...changes,
  };
}

describe('the development outbox', () => {
  it('keeps a mail as a real .eml file that only the owner of the process reads', async () => {
    const message = messageOf();
    await outbox.send(message);
    const file = join(outbox.folder, `20260807T120000000Z-${message.id}.eml`);
    expect(await readdir(outbox.folder)).toEqual([file.slice(outbox.folder.length + 1)]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(outbox.folder)).mode & 0o777).toBe(0o700);
    const source = await readFile(file, 'latin1');
    expect(source).toMatch(/^MIME-Version: 1\.0\r$/m);
    expect(source).toMatch(/^Content-Type: multipart\/alternative;\r$/m);
    expect(source).toMatch(/^0471\r$/m);
  });

  it('returns what was sent', async () => {
    const { id, from, ...rest } = messageOf({ replyTo: 'ayuda@tienda.example' });
    await outbox.send({ id, from, ...rest });
    expect(await outbox.read(id)).toEqual({ id, from: `${from.name} <${from.address}>`, ...rest });
  });

  it('returns any subject and any text, line by line', async () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    const word = anyText.map((text) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()).filter((text) => text !== '');
    const lines = fc.array(word, { minLength: 1 }).map((all) => all.join('\n'));
    await fc.assert(
      fc.asyncProperty(word, lines, async (subject, text) => {
        const message = messageOf({ subject, text, html: `<p>${text}</p>` });
        await outbox.send(message);
        expect(await outbox.read(message.id)).toMatchObject({ subject, text, html: `<p>${text}</p>` });
      }),
      { numRuns: 100 },
    );
  });

  it('lists the newest first', async () => {
    const ids = [3, 1, 2].map((hour) => ({ hour, id: randomUUID() }));
    for (const { hour, id } of ids)
      await outbox.send(messageOf({ id, date: new Date(NOON.getTime() + hour * 3_600_000) }));
    expect((await outbox.list()).map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]].map((entry) => entry?.id));
  });

  it('stores a repeated mail once', async () => {
    const message = messageOf();
    await Promise.all([outbox.send(message), outbox.send(message), outbox.send(message)]);
    expect(await readdir(outbox.folder)).toHaveLength(1);
  });

  it('keeps the newest 500', async () => {
    await outbox.send(messageOf());
    const nameAt = (minute: number) =>
      `${new Date(NOON.getTime() - minute * 60_000).toISOString().replace(/[-:.]/g, '')}-${randomUUID()}.eml`;
    const old = Array.from({ length: 510 }, (_, index) => nameAt(index + 1));
    await Promise.all(old.map((name) => writeFile(join(outbox.folder, name), '')));
    const newest = messageOf({ date: new Date(NOON.getTime() + 1) });
    await outbox.send(newest);
    const left = await readdir(outbox.folder);
    expect(left).toHaveLength(500);
    expect(left.filter((name) => old.includes(name)).sort()).toEqual(old.slice(0, 498).sort());
    expect((await outbox.list())[0]?.id).toBe(newest.id);
  });

  it('ignores other files in the folder', async () => {
    const message = messageOf();
    await outbox.send(message);
    await writeFile(join(outbox.folder, `${randomUUID()}.tmp`), 'half a ma');
    await writeFile(join(outbox.folder, 'notes.eml'), 'Subject: mine\r\n\r\n');
    expect((await outbox.list()).map(({ id }) => id)).toEqual([message.id]);
  });

  it.each(['', '../../etc/passwd', '.', 'notes', randomUUID(), `${randomUUID()}.eml`])('has no mail %j', async (id) => {
    await outbox.send(messageOf());
    await writeFile(join(outbox.folder, 'notes.eml'), 'Subject: mine\r\n\r\n');
    expect(await outbox.read(id)).toBeNull();
  });

  it('is empty before the first mail', async () => {
    expect(await outbox.list()).toEqual([]);
    expect(await outbox.read(randomUUID())).toBeNull();
  });

  it('reports the mail as not sent when the folder cannot be written', async () => {
    await writeFile(join(parent, 'data'), 'a file where the folder should be');
    await expect(outbox.send(messageOf())).rejects.toMatchObject({ failure: 'unavailable' });
  });
});
