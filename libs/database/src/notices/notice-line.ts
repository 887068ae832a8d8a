/** A connection on which the database tells what other processes announced. */
export interface NoticeLine {
  /** Hears one more channel. Throws the driver's error. */
  listen(channel: string): Promise<void>;
  close(): Promise<void>;
}

/** What the owner of a line wants to know. */
export interface NoticeEars {
  /** Somebody announced something, perhaps this process itself. */
  readonly heard: (channel: string, message: string) => void;
  /** The line is dead: nothing more will be heard on it. */
  readonly lost: () => void;
}

const CHANNEL = /^[a-z_]{1,60}$/u;

/** A channel's name as it stands in a statement. Only names that need no quoting are allowed. */
export function channelName(channel: string): string {
  if (!CHANNEL.test(channel)) throw new TypeError(`Not a channel: ${channel}`);
  return channel;
}
