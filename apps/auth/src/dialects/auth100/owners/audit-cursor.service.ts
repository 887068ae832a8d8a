import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { type AuditQuery, invalidField, MasterKey } from '@portero/identity';
import type { AuditEventsQuery } from './owner-account.dto';

const PATH = '/owner/audit';
const DEFAULT_LIMIT = 100;
const TAG_BYTES = 9;
const SHAPE = /^(?<id>\d{1,19})\.(?<tag>[A-Za-z0-9_-]{12})$/u;

/** Where a page of audit events begins. Cursors are signed and bound to their owner, so that only we make them. */
@Injectable()
export class AuditCursor {
  /** The first for new cursors, all of them for those that are out. */
  private readonly keys: readonly [Buffer, ...Buffer[]];

  constructor(masterKey: MasterKey) {
    this.keys = masterKey.deriveAll('audit-cursor');
  }

  /** Throws `validation_failed` on the field `cursor`. */
  read({ limit, cursor, event, user }: AuditEventsQuery, owner: Owner): AuditQuery {
    const beforeId = cursor === undefined || cursor === null ? null : this.decode(cursor, owner);
    return { limit: limit ?? DEFAULT_LIMIT, beforeId, event: event ?? null, userId: user ?? null };
  }

  /** The `Link` to the page behind an event (RFC 8288), relative, so that no Host header can bend it. */
  linkToNext(owner: Owner, { limit, event, userId }: AuditQuery, beforeId: string): string {
    const query = new URLSearchParams({
      ...(event !== null && { event }),
      ...(userId !== null && { user: String(userId) }),
      limit: String(limit),
      cursor: `${beforeId}.${tagOf(this.keys[0], owner, beforeId).toString('base64url')}`,
    });
    return `<${PATH}?${query.toString()}>; rel="next"`;
  }

  private decode(cursor: string, owner: Owner): string {
    const { id, tag } = SHAPE.exec(cursor)?.groups ?? {};
    const isOurs =
      id !== undefined &&
      tag !== undefined &&
      this.keys.some((key) => timingSafeEqual(tagOf(key, owner, id), Buffer.from(tag, 'base64url')));
    if (isOurs) return id;
    throw invalidField('cursor', 'invalid_cursor', 'cursor must come from the Link header of the page before');
  }
}

function tagOf(key: Buffer, owner: Owner, id: string): Buffer {
  return createHmac('sha256', key).update(`${owner.uuid}/${id}`).digest().subarray(0, TAG_BYTES);
}
