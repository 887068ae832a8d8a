import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isDatabaseUnavailable, Notices } from '@portero/database';
import {
  FEED_LAG,
  type FeedFormat,
  IdentityError,
  type RevocationCursor,
  RevocationFeed,
  REVOCATIONS_CHANNEL,
  TokenProfiles,
} from '@portero/identity';
import type { FastifyReply } from 'fastify';
import { EventStream } from './event-stream';
import { presentRevocations } from './revocations.presenter';

/** A notification wakes a stream at once; otherwise it polls at this interval. */
const LOOK_MS = 1000;
const HEARTBEAT_MS = 5000;

/** The maximum age of a stream. A reader that reconnects must authenticate again. */
const MAX_LIFE_MS = 15 * 60_000;

/** How long a shutdown waits for the last poll of its readers. */
const LAST_LOOK_MS = 2000;

/** The maximum number of readers of one owner on this replica. */
const MAX_STREAMS = 100;

/** One reader. */
interface Reader {
  readonly ownerId: number;
  readonly format: FeedFormat;
  readonly stream: EventStream;
  /** Ends its current wait. */
  wake: () => void;
  /** Resolves when nothing more is sent. */
  done: Promise<void>;
}

/** Sends revocations as they happen (server-sent events), on every replica. */
@Injectable()
export class RevocationEvents implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Revocations');
  private readonly readers = new Set<Reader>();
  private ending = false;

  constructor(
    private readonly feed: RevocationFeed,
    private readonly profiles: TokenProfiles,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.notices.subscribe(REVOCATIONS_CHANNEL, (message) => {
      for (const reader of this.readers) if (message === null || Number(message) === reader.ownerId) reader.wake();
    });
  }

  /** Each reader gets the latest entries, with the cursor for another replica, and its stream ends. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    for (const { wake } of this.readers) wake();
    const limit = new Promise((resolve) => setTimeout(resolve, LAST_LOOK_MS).unref());
    await Promise.race([Promise.all([...this.readers].map(({ done }) => done)), limit]);
    for (const { stream } of this.readers) stream.end();
  }

  /** Takes the connection over. Throws `rate_limited` when the owner has too many already. */
  stream(ownerId: number, from: RevocationCursor, format: FeedFormat, reply: FastifyReply): void {
    const others = [...this.readers].filter((reader) => reader.ownerId === ownerId).length;
    if (others >= MAX_STREAMS) throw new IdentityError('rate_limited', { retryAfterSeconds: 60 });
    const stream = new EventStream(reply, HEARTBEAT_MS);
    const reader: Reader = { ownerId, format, stream, wake: () => undefined, done: Promise.resolve() };
    this.readers.add(reader);
    FEED_LAG.upToDate(reader);
    stream.onClose(() => {
      this.readers.delete(reader);
      reader.wake();
    });
    const life = setTimeout(() => {
      stream.end();
    }, MAX_LIFE_MS).unref();
    reader.done = this.follow(reader, from)
      .catch((error: unknown) => {
        this.logger.error(`A reader of revocations was cut off (${error instanceof Error ? error.name : 'unknown'})`);
      })
      .finally(() => {
        clearTimeout(life);
        this.readers.delete(reader);
        FEED_LAG.gone(reader);
        stream.end();
      });
  }

  /** If the feed cannot be read, no heartbeat is sent, so that the reader notices the failure. */
  private async follow(reader: Reader, from: RevocationCursor): Promise<void> {
    let cursor = from;
    let isFirst = true;
    while (reader.stream.isOpen) {
      try {
        const page = await this.feed.since(reader.ownerId, cursor, reader.format);
        const news = presentRevocations(page, this.profiles);
        if (isFirst || this.ending || page.cursor !== cursor) reader.stream.send('revocations', news.cursor, news);
        else reader.stream.beat();
        isFirst = false;
        cursor = page.cursor;
        if (page.more) continue;
        FEED_LAG.upToDate(reader);
        if (this.ending) return;
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
      }
      await pause(reader);
    }
  }
}

function pause(reader: Reader): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LOOK_MS);
    reader.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
