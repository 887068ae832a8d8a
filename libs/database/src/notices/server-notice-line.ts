import type { Client, ClientConfig } from 'pg';
import { channelName, type NoticeEars, type NoticeLine } from './notice-line';

/**
 * Receives notifications on a separate connection, because a pooled one loses its channels.
 *
 * @param open opens a connection with these options
 * @throws the driver's error
 */
export async function openServerNoticeLine(
  open: (options: ClientConfig) => Promise<Client>,
  ears: NoticeEars,
): Promise<NoticeLine> {
  const client = await open({
    application_name: 'portero-notices',
    query_timeout: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  });
  client.on('notification', ({ channel, payload = '' }) => {
    ears.heard(channel, payload);
  });
  client.on('error', ears.lost);
  client.on('end', ears.lost);
  // pg requires one query at a time on a connection.
  let listening: Promise<unknown> = Promise.resolve();
  return {
    listen: async (channel) => {
      const listened = listening.then(() => client.query(`LISTEN ${channelName(channel)}`));
      listening = listened.catch(() => undefined);
      await listened;
    },
    close: () => client.end(),
  };
}
