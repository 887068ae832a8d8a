import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { invalidField, MasterKey } from '@portero/identity';

const DEFAULT_LIMIT = 100;
const TAG_BYTES = 9;
const SHAPE = /^(?<id>\d{1,10})\.(?<tag>[A-Za-z0-9_-]{12})$/u;

/** Which page of users a request asks for: how many, and behind which cursor. */
export interface PageRequest {
  readonly limit?: number | null;
  readonly cursor?: string | null;
}

/** Where a page of users begins. Cursors are signed and bound to their owner, so that only we make them. */
@Injectable()
export class UserCursor {
  /** The first for new cursors, all of them for those that are out. */
  private readonly keys: readonly [Buffer, ...Buffer[]];

  constructor(masterKey: MasterKey) {
    this.keys = masterKey.deriveAll('user-cursor');
  }

  /** Throws `validation_failed` on the field `cursor`. */
  read({ limit, cursor }: PageRequest, owner: Pick<Owner, 'uuid'>): { limit: number; afterId: number } {
    return {
      limit: limit ?? DEFAULT_LIMIT,
      afterId: cursor === undefined || cursor === null ? 0 : this.decode(cursor, owner),
    };
  }

  /**
   * The `Link` to the page behind a user (RFC 8288), relative, so that no Host header can bend it.
   * @param fixed what else the query must say
   */
  linkToNext(
    path: string,
    owner: Pick<Owner, 'uuid'>,
    limit: number,
    afterId: number,
    fixed: Record<string, string> = {},
  ): string {
    const query = new URLSearchParams({
      ...fixed,
      limit: String(limit),
      cursor: `${afterId}.${tagOf(this.keys[0], owner, afterId).toString('base64url')}`,
    });
    return `<${path}?${query.toString()}>; rel="next"`;
  }

  private decode(cursor: string, owner: Pick<Owner, 'uuid'>): number {
    const { id, tag } = SHAPE.exec(cursor)?.groups ?? {};
    const isOurs =
      id !== undefined &&
      tag !== undefined &&
      this.keys.some((key) => timingSafeEqual(tagOf(key, owner, Number(id)), Buffer.from(tag, 'base64url')));
    if (isOurs) return Number(id);
    throw invalidField('cursor', 'invalid_cursor', 'cursor must come from the Link header of the page before');
  }
}

function tagOf(key: Buffer, owner: Pick<Owner, 'uuid'>, afterId: number): Buffer {
  return createHmac('sha256', key).update(`${owner.uuid}/${afterId}`).digest().subarray(0, TAG_BYTES);
}
