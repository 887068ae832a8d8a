import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { invalidField, MasterKey } from '@portero/identity';

const DEFAULT_LIMIT = 100;
const TAG_BYTES = 9;
const SHAPE = /^(?<id>\d{1,19})\.(?<tag>[A-Za-z0-9_-]{12})$/u;

/** The requested page of a list: the number of rows, and the cursor. */
export interface PageRequest {
  readonly limit?: number | null;
  readonly cursor?: string | null;
}

/** The cursors of one list. They are signed and bound to their owner, so that clients cannot forge them. */
export class PageCursor {
  /** @param keys the first for new cursors, all of them for existing ones */
  constructor(private readonly keys: readonly [Buffer, ...Buffer[]]) {}

  /**
   * The length of the page and the id of the row before it; `null` on the first page. Throws `validation_failed` on the
   * field `cursor`.
   */
  read({ limit, cursor }: PageRequest, owner: Pick<Owner, 'uuid'>): { limit: number; id: string | null } {
    return {
      limit: limit ?? DEFAULT_LIMIT,
      id: cursor === undefined || cursor === null ? null : this.decode(cursor, owner),
    };
  }

  /**
   * The `Link` to the page after a row (RFC 8288). It is relative, so that a Host header cannot change it.
   * @param id of the last row of this page
   * @param fixed further parameters of the query
   */
  linkToNext(
    path: string,
    owner: Pick<Owner, 'uuid'>,
    limit: number,
    id: string | number,
    fixed: Readonly<Record<string, string>> = {},
  ): string {
    const tag = tagOf(this.keys[0], owner, String(id)).toString('base64url');
    const query = new URLSearchParams({ ...fixed, limit: String(limit), cursor: `${id}.${tag}` });
    return `<${path}?${query.toString()}>; rel="next"`;
  }

  private decode(cursor: string, owner: Pick<Owner, 'uuid'>): string {
    const { id, tag } = SHAPE.exec(cursor)?.groups ?? {};
    const isOurs =
      id !== undefined &&
      tag !== undefined &&
      this.keys.some((key) => timingSafeEqual(tagOf(key, owner, id), Buffer.from(tag, 'base64url')));
    if (isOurs) return id;
    throw invalidField('cursor', 'invalid_cursor', 'cursor must come from the Link header of the page before');
  }
}

/** The cursors of every paged list. */
@Injectable()
export class PageCursors {
  readonly users: PageCursor;
  readonly auditEvents: PageCursor;

  constructor(masterKey: MasterKey) {
    this.users = new PageCursor(masterKey.deriveAll('user-cursor'));
    this.auditEvents = new PageCursor(masterKey.deriveAll('audit-cursor'));
  }
}

function tagOf(key: Buffer, owner: Pick<Owner, 'uuid'>, id: string): Buffer {
  return createHmac('sha256', key).update(`${owner.uuid}/${id}`).digest().subarray(0, TAG_BYTES);
}
