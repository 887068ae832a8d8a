import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readObjects } from '../users/import/read-objects';
import { readEnds } from './read-ends';

const line = (userId: number | null, event: string, minute: number, outcome = 'ok'): string =>
  `${JSON.stringify({ id: minute, at: `2026-11-27T10:${minute}:00.000Z`, event, outcome, actor: 'client', userId })}\n`;
const read = (...lines: string[]) => readEnds(readObjects(Readable.from(lines)));
const at = (minute: number): Date => new Date(`2026-11-27T10:${minute}:00.000Z`);

it('the last end of each user is read, and nothing that ends no session', async () => {
  const { ends } = await read(
    line(1, 'logout', 20),
    line(1, 'login', 21),
    line(1, 'logout', 30),
    line(1, 'sessions_ended', 25),
    line(2, 'login', 20, 'failed'),
    line(3, 'refresh', 20),
    line(4, 'refresh', 21, 'reused'),
    line(5, 'password_changed', 22, 'failed'),
    line(null, 'secret_rotated', 23),
  );
  expect([...ends]).toEqual([
    [1, at(30)],
    [4, at(21)],
  ]);
});

it('changes that a restore takes back are named, as far as they lasted', async () => {
  const { ends, toRepeat } = await read(
    line(1, 'user_disabled', 20),
    line(2, 'user_disabled', 20),
    line(2, 'user_enabled', 21),
    line(3, 'user_deleted', 22),
    line(4, 'password_changed', 23),
  );
  expect(toRepeat).toEqual({ disabled: [1], deleted: [3], passwordChanged: [4] });
  expect([...ends.keys()]).toEqual([1, 2, 3, 4]);
});

it('lines that are no events are counted', async () => {
  const { ends, unreadable } = await read('{"hello": 1}\n', '{broken}\n', line(1, 'logout', 20), '{"at": 5}\n');
  expect([ends.size, unreadable]).toEqual([1, 3]);
});
