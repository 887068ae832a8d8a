import type { Redis } from 'iovalkey';
import { type CountOperation, CountStore, type StoredCount } from './count-store';

const PREFIX = 'portero:limits:';
const CONNECT_LIMIT_MS = 1000;

/**
 * Returns the count and the remaining milliseconds of each key. It is one script, because a count without an expiry
 * would lock a caller out for ever.
 */
const SCRIPT = `
local answers = {}
for i, key in ipairs(KEYS) do
  local more, milliseconds = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local used = more
  if ARGV[1] == 'set' and more == 0 then redis.call('DEL', key)
  elseif ARGV[1] == 'set' then redis.call('SET', key, more, 'PX', milliseconds)
  elseif ARGV[1] == 'add' then used = redis.call('INCRBY', key, more)
  else used = tonumber(redis.call('GET', key) or 0) end
  local left = redis.call('PTTL', key)
  if left < 0 and ARGV[1] == 'add' then
    redis.call('PEXPIRE', key, milliseconds)
    left = milliseconds
  end
  answers[2 * i - 1], answers[2 * i] = used, left
end
return answers`;

/** The id by which {@link SCRIPT} is called. */
interface Scripted extends Redis {
  porteroCount(keys: number, ...rest: readonly (string | number)[]): Promise<readonly number[]>;
}

/** The client says in several sentences, none with a code, that the connection is gone. */
function lost(error: unknown): never {
  const isCoded = error instanceof Error && (error.name === 'ReplyError' || 'code' in error);
  throw isCoded ? error : new Error('lost', { cause: error });
}

/** Counts in Redis or Valkey, on a single server or anything that behaves like one. The keys expire there. */
export class RedisCounts extends CountStore {
  override readonly name = 'Redis';
  private client: Scripted | null = null;

  constructor(private readonly url: string) {
    super();
  }

  override async open(): Promise<void> {
    const client = await this.connect();
    this.client = client;
    client.on('close', () => {
      if (this.client === client) this.onLost();
    });
    await client.connect();
  }

  override async run(
    kind: CountOperation['kind'],
    operations: readonly CountOperation[],
  ): Promise<readonly StoredCount[]> {
    if (this.client === null) throw new Error('not connected');
    const keys = operations.map(({ id }) => PREFIX + id);
    const values = operations.flatMap(({ more, seconds }) => [more, seconds * 1000]);
    const answers = await this.client.porteroCount(keys.length, ...keys, kind, ...values).catch(lost);
    return operations.map((_, index) => ({
      used: answers[2 * index] ?? 0,
      millisecondsLeft: Math.max(0, answers[2 * index + 1] ?? 0),
    }));
  }

  override drop(): void {
    const { client } = this;
    this.client = null;
    client?.disconnect();
  }

  /** The caller reconnects, and no command waits for a connection. */
  private async connect(): Promise<Scripted> {
    // Loaded here only, because most installations never need the client.
    const { Redis } = await import('iovalkey');
    const client = new Redis(this.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: CONNECT_LIMIT_MS,
      connectionName: 'portero',
      family: 0,
      scripts: { porteroCount: { lua: SCRIPT } },
    });
    // Every error also rejects a command or the connection attempt; without a listener it would be printed.
    client.on('error', () => undefined);
    return client as Scripted;
  }
}
