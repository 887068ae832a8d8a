import { afterEach, describe, expect, it } from 'vitest';
import type { SMTPServerOptions } from 'smtp-server';
import { SmtpSink, smtpAnswer } from '@libs/identity/testing/smtp-sink';
import { breakConnections, MOMENTS_BEFORE_THE_ANSWER } from '../harness/dying-mail-server';
import { rounds, seconds } from '../harness/durations';
import { differentMailsOf, repeatedMails } from '../harness/mails';
import { playFault, type Told } from '../harness/play';
import { type DatabaseKind, World } from '../harness/world';

/** What the mail server does while the fault lasts. */
const mood = { refuses: false, hangs: false };

const MOODY: SMTPServerOptions = {
  onRcptTo(_address, _session, done) {
    if (mood.hangs) setTimeout(() => done(), 2_000);
    else done(mood.refuses ? smtpAnswer(451) : null);
  },
};

/** Mails wait while the fault lasts, and none afterwards. */
function waiting(log: RegExp): Told {
  return { log, metric: 'portero_mail_outbox_messages', during: (value) => value > 0, after: (value) => value === 0 };
}

const PATIENCE = { timeout: 120_000, interval: 200 };
/** The queue is the same on both: the short form has one. */
const DATABASES = (['postgres', 'embedded'] satisfies DatabaseKind[]).slice(0, rounds(1, 2)) as DatabaseKind[];

describe('faults of the mail server', () => {
  let world: World;

  afterEach(async () => {
    Object.assign(mood, { refuses: false, hangs: false });
    await world.stop();
  });

  it('smtp-down delays mails and loses none', async () => {
    world = await World.start({ database: 'postgres' });
    const { port } = world.sink;
    let again: SmtpSink | null = null;
    await playFault(
      world,
      {
        name: 'smtp-down',
        break: ({ sink }) => sink.stop(),
        holdMs: seconds(2, 30),
        readyz: 200,
        othersGoOn: true,
        told: waiting(/The mail server takes no mail \(/u),
        mend: async () => void (again = await SmtpSink.start({}, port)),
      },
      (address) => world.mailsTo(address) + (again?.mails.filter(({ to }) => to.includes(address)).length ?? 0),
    );
    await again!.stop();
  });

  it.each([
    ['smtp-refusing', 'refuses', waiting(/Mail \S+ deferred, try \d+ \(/u)],
    ['smtp-slow', 'hangs', undefined],
  ] as const)('%s delays mails and loses none', async (name, kind, told) => {
    world = await World.start({ database: 'postgres', smtp: MOODY });
    await playFault(world, {
      name,
      break: () => void (mood[kind] = true),
      holdMs: seconds(2, 30),
      readyz: 200,
      othersGoOn: true,
      ...(told === undefined ? {} : { told }),
      mend: () => void (mood[kind] = false),
    });
  });

  it.each(DATABASES)(
    'smtp-dying before it has a mail, and right after its answer, delivers each once on %s',
    async (database) => {
      world = await World.start({ database, mailBehindProxy: true });
      let broken = 0;
      await playFault(world, {
        name: 'smtp-dying',
        break: async ({ mailLink }) => {
          breakConnections(mailLink, MOMENTS_BEFORE_THE_ANSWER, () => (broken += 1));
          await expect.poll(() => broken, PATIENCE).toBeGreaterThanOrEqual(MOMENTS_BEFORE_THE_ANSWER.length);
        },
        holdMs: seconds(0, 30),
        readyz: 200,
        othersGoOn: true,
        mend: ({ mailLink }) => mailLink.passAll(),
      });
    },
  );

  // The server has the mail and cannot say so: to send it again is all that a client can do (RFC 1047).
  it.each(DATABASES)(
    'smtp-answer-lost repeats a mail once for each answer, under its Message-ID, on %s',
    async (database) => {
      world = await World.start({ database, mailBehindProxy: true });
      let lost = 0;
      await playFault(
        world,
        {
          name: 'smtp-answer-lost',
          break: ({ mailLink }) => breakConnections(mailLink, ['answer'], () => (lost += 1)),
          holdMs: seconds(2, 20),
          readyz: 200,
          othersGoOn: true,
          mend: ({ mailLink }) => mailLink.passAll(),
        },
        differentMailsOf(world),
      );
      expect(lost).toBeGreaterThan(0);
      await expect.poll(() => repeatedMails(world), PATIENCE).toBe(lost);
    },
  );
});
