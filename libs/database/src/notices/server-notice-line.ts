import { Client } from 'pg';
import { channelName, type NoticeEars, type NoticeLine } from './notice-line';

/** Opens a connection of its own: a pooled one forgets its channels. Throws the driver's error. */
export async function openServerNoticeLine(url: string, ears: NoticeEars): Promise<NoticeLine> {
  const client = new Client({
    connectionString: url,
    application_name: 'portero-notices',
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  });
  client.on('notification', ({ channel, payload = '' }) => {
    ears.heard(channel, payload);
  });
  client.on('error', ears.lost);
  client.on('end', ears.lost);
  await client.connect();
  return {
    listen: async (channel) => {
      await client.query(`LISTEN ${channelName(channel)}`);
    },
    close: () => client.end(),
  };
}
