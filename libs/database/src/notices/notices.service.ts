import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GuardedDataSource } from '../guarded-data-source';
import { channelName, type NoticeLine } from './notice-line';

/** Called with the message; with `null` when messages may have been missed because the connection was lost. */
export type NoticeListener = (message: string | null) => void;

const RETRY_MS = 1000;

/**
 * Receives and sends notifications between replicas through the database (LISTEN and NOTIFY). A notification only says
 * that something changed, and may be lost with the connection, so its receivers must also poll now and then.
 */
@Injectable()
export class Notices implements BeforeApplicationShutdown {
  readonly #dataSource: GuardedDataSource;
  private readonly logger = new Logger('Notices');
  private readonly listeners = new Map<string, Set<NoticeListener>>();
  private line: Promise<NoticeLine> | null = null;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;
  private failing = false;

  /** @param dataSource made by `createDataSource` */
  constructor(dataSource: DataSource) {
    if (!(dataSource instanceof GuardedDataSource))
      throw new TypeError('Notices need a data source of createDataSource');
    this.#dataSource = dataSource;
  }

  /** Calls the listener for every notification on a channel from now on. @returns a function that ends it */
  subscribe(channel: string, listener: NoticeListener): () => void {
    const known = this.listeners.get(channelName(channel));
    const all = known ?? new Set();
    all.add(listener);
    this.listeners.set(channel, all);
    if (!known) this.open(channel);
    return () => all.delete(listener);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    const line = await this.line?.catch(() => null);
    this.line = null;
    await line?.close().catch(() => undefined);
  }

  private open(channel: string): void {
    const line = (this.line ??= this.connect());
    line
      .then((opened) => opened.listen(channel))
      .then(
        () => {
          if (this.failing) this.logger.log('The connection that hears of changes is back');
          this.failing = false;
        },
        () => {
          this.lost(line);
        },
      );
  }

  private connect(): Promise<NoticeLine> {
    const line: Promise<NoticeLine> = this.#dataSource.openNoticeLine({
      heard: (channel, message) => {
        this.tell(channel, message);
      },
      lost: () => {
        this.lost(line);
      },
    });
    return line;
  }

  private lost(line: Promise<NoticeLine>): void {
    if (this.closed || this.line !== line) return;
    this.line = null;
    void line.then((dead) => dead.close()).catch(() => undefined);
    if (!this.failing) this.logger.warn('Lost the connection that hears of changes; looking for them meanwhile');
    this.failing = true;
    this.retry = setTimeout(() => {
      this.reopen();
    }, RETRY_MS).unref();
  }

  private reopen(): void {
    for (const channel of this.listeners.keys()) {
      this.open(channel);
      this.tell(channel, null);
    }
  }

  private tell(channel: string, message: string | null): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(message);
  }
}

/** Notifies every process that listens on the channel when the transaction of `manager` commits. */
export async function announce(manager: EntityManager, channel: string, message: string): Promise<void> {
  await manager.query('SELECT pg_notify($1, $2)', [channelName(channel), message]);
}
