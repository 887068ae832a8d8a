import type { Owner } from '@portero/database';
import { IdentityError, MasterKey } from '@portero/identity';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageCursors } from './page-cursor.service';

const cursorsUnder = (key: MasterKey) => new PageCursors(key).users;
const cursors = cursorsUnder(new MasterKey(Buffer.alloc(32, 7)));
const owner = (uuid: string) => ({ uuid }) as Owner;
const ids = fc.integer({ min: 0, max: 2_147_483_647 });

function cursorOf(of: Owner, afterId: number, from = cursors): string {
  const target = /<(?<target>[^>]+)>/u.exec(from.linkToNext('/users', of, 10, afterId))?.groups?.['target'] ?? '';
  return new URL(target, 'http://localhost').searchParams.get('cursor') ?? '';
}

describe('cursors', () => {
  it('lead their owner back to where the page ended', () => {
    fc.assert(
      fc.property(fc.uuid(), ids, (uuid, id) => {
        expect(cursors.read({ cursor: cursorOf(owner(uuid), id) }, owner(uuid)).id).toBe(String(id));
      }),
    );
  });

  it('outlive the master key that they were made under as long as it is known', () => {
    const [before, after] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
    const [during, later] = [new MasterKey(after, before), new MasterKey(after)].map(cursorsUnder);
    const [old, fresh] = [cursorOf(owner('a'), 5), cursorOf(owner('a'), 5, during)];
    expect([old, fresh].map((cursor) => during?.read({ cursor }, owner('a')).id)).toEqual(['5', '5']);
    expect(later?.read({ cursor: fresh }, owner('a')).id).toBe('5');
    expect(() => later?.read({ cursor: old }, owner('a'))).toThrow(IdentityError);
  });

  it('are worth nothing to another owner', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), ids, (mine, theirs, id) => {
        fc.pre(mine !== theirs);
        expect(() => cursors.read({ cursor: cursorOf(owner(mine), id) }, owner(theirs))).toThrow(IdentityError);
      }),
    );
  });

  it('are refused, and nothing else, when they were made up', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.oneof(fc.string(), fc.stringMatching(/^\d{1,10}\.[\w-]{12}$/u)), (uuid, cursor) => {
        expect(() => cursors.read({ cursor }, owner(uuid))).toThrow(IdentityError);
      }),
    );
  });
});
