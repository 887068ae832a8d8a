import type { TcpProxy } from './tcp-proxy';

/** A moment of SMTP at which the server dies (RFC 5321, section 3). */
type Moment = 'greeting' | 'recipient' | 'data' | 'content' | 'answer' | 'quit';

/** All but the one at which the server has the mail and its answer is lost. */
export const MOMENTS_BEFORE_THE_ANSWER: readonly Moment[] = ['greeting', 'recipient', 'data', 'content', 'quit'];

const SENT: Partial<Record<Moment, RegExp>> = {
  // Commands may come together (RFC 2920).
  recipient: /^RCPT TO/imu,
  data: /^DATA\r\n/imu,
  content: /(?:^|\r\n)\.\r\n$/u,
};
const QUEUED = /^250 OK: message queued/mu;
const ANSWERED: Partial<Record<Moment, RegExp>> = { greeting: /^220 /mu, answer: QUEUED, quit: QUEUED };

/**
 * Breaks connections to a mail server at these moments, one after the other and over again, until the proxy passes all.
 *
 * @param proxy between the service and the mail server
 * @param onBroken called for each connection
 */
export function breakConnections(proxy: TcpProxy, moments: readonly Moment[], onBroken: () => void): void {
  let broken = 0;
  const watch = (patterns: Partial<Record<Moment, RegExp>>) => (chunk: Buffer) => {
    const moment = moments[broken % moments.length]!;
    if (patterns[moment]?.test(chunk.toString('latin1')) !== true) return 'pass';
    broken += 1;
    onBroken();
    return moment === 'quit' ? 'last' : 'cut';
  };
  proxy.onSent = watch(SENT);
  proxy.onAnswered = watch(ANSWERED);
}
