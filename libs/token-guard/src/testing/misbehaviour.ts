import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What an endpoint does instead of answering: status 500, cut-off JSON, 20 MB, never a byte, headers and then nothing, a
 * redirect to itself, a connection cut off; or an answer that comes late.
 */
export type Misbehaviour =
  'error' | 'broken' | 'huge' | 'hang' | 'stall' | 'redirect' | 'reset' | { readonly delayMs: number };

const HUGE = 20_000_000;

/** @returns whether the response was dealt with */
export async function misbehave(
  how: Misbehaviour | undefined,
  url: string,
  response: ServerResponse,
): Promise<boolean> {
  if (how === undefined) return false;
  if (typeof how === 'object') {
    await sleep(how.delayMs);
    return false;
  }
  if (how === 'error') response.writeHead(500).end('{"status":500}');
  if (how === 'broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[{"kid":');
  if (how === 'huge') response.writeHead(200).end(Buffer.alloc(HUGE, ' '));
  if (how === 'stall') response.writeHead(200).write(' ');
  if (how === 'redirect') response.writeHead(302, { location: `${url}?redirected` }).end();
  if (how === 'reset') response.destroy();
  return true;
}
