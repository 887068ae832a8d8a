/** A connection that receives notifications of other processes. */
export interface NoticeLine {
  /** Listens on one more channel. Throws the driver's error. */
  listen(channel: string): Promise<void>;
  close(): Promise<void>;
}

/** The callbacks of a line. */
export interface NoticeEars {
  /** A notification arrived, possibly from this process itself. */
  readonly heard: (channel: string, message: string) => void;
  /** The connection was lost, and no more notifications arrive. */
  readonly lost: () => void;
}

const CHANNEL = /^[a-z_]{1,60}$/u;

/** Checks a channel's name for use in a statement. Only names that need no quoting are allowed. */
export function channelName(channel: string): string {
  if (!CHANNEL.test(channel)) throw new TypeError(`Not a channel: ${channel}`);
  return channel;
}
