import { afterEach, describe, it } from 'vitest';
import type { SMTPServerOptions } from 'smtp-server';
import { SmtpSink, smtpAnswer } from '@libs/identity/testing/smtp-sink';
import { seconds } from '../harness/durations';
import { playFault } from '../harness/play';
import { World } from '../harness/world';

/** What the mail server does while the fault lasts. */
const mood = { refuses: false, hangs: false };

const MOODY: SMTPServerOptions = {
  onRcptTo(_address, _session, done) {
    if (mood.hangs) setTimeout(() => done(), 2_000);
    else done(mood.refuses ? smtpAnswer(451) : null);
  },
};

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
        mend: async () => void (again = await SmtpSink.start({}, port)),
      },
      (address) => world.mailsTo(address) + (again?.mails.filter(({ to }) => to.includes(address)).length ?? 0),
    );
    await again!.stop();
  });

  it.each([
    ['smtp-refusing', 'refuses'],
    ['smtp-slow', 'hangs'],
  ] as const)('%s delays mails and loses none', async (name, kind) => {
    world = await World.start({ database: 'postgres', smtp: MOODY });
    await playFault(world, {
      name,
      break: () => void (mood[kind] = true),
      holdMs: seconds(2, 30),
      readyz: 200,
      mend: () => void (mood[kind] = false),
    });
  });
});
