import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../clock';
import { MasterKey } from '../../secrets/master-key';
import { QueueSender } from '../../sending/queue-sender';
import { LEGACY_WRITTEN_BACK } from '../../signals/identity-signals';
import { jsonBody } from '../legacy-dialect';
import { LegacyConnections, NoLegacyAnswerError } from '../post-log-in';
import { type ClaimedChange, PasswordChanges } from './password-changes.service';
import { passwordChangeSealContext, writeBackSealContext } from './write-back-seal';

/** Injection token: whether this process sends changed passwords. */
export const WRITES_BACK = Symbol('WritesBack');

/** Seconds until the next try, by the number of tries so far; the last value repeats. */
const DELAYS = [5, 30, 120, 600, 3600] as const;

/** A password that could not be sent within this time is deleted. */
const KEPT_MS = 3 * 86_400_000;

/** The old back end has no such user, so further tries are useless. */
const UNKNOWN_THERE: ReadonlySet<string> = new Set(['status_404', 'status_410']);

/** Sends the {@link PasswordChanges} one after the other. */
@Injectable()
export class WriteBackSender extends QueueSender {
  private readonly connections = new LegacyConnections();

  constructor(
    private readonly changes: PasswordChanges,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    @Inject(WRITES_BACK) sends: boolean,
  ) {
    super({ context: 'Legacy', content: 'changed passwords', pollMs: 5_000 }, sends);
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    this.connections.close();
  }

  protected override async fill(): Promise<boolean> {
    const sent = await this.onDatabase(async () => {
      const change = await this.changes.claim();
      if (change !== null) await this.send(change);
      return change;
    });
    return sent === null;
  }

  private async send(change: ClaimedChange): Promise<void> {
    const failure = await this.failureOf(change);
    if (failure === null) return this.settled(change, null);
    const age = this.clock.now().getTime() - change.createdAt.getTime();
    if (UNKNOWN_THERE.has(failure) || age > KEPT_MS) return this.settled(change, failure);
    LEGACY_WRITTEN_BACK.tell({ dialect: change.dialect, outcome: 'failed' });
    this.logger.warn(`A password was not written back to ${change.dialect} (${failure}); trying again`);
    await this.changes.postpone(change, failure, DELAYS[change.attempts - 1] ?? DELAYS[DELAYS.length - 1] ?? 0);
  }

  private async settled(change: ClaimedChange, failure: string | null): Promise<void> {
    LEGACY_WRITTEN_BACK.tell({ dialect: change.dialect, outcome: failure === null ? 'sent' : 'given_up' });
    if (failure !== null) this.logger.warn(`A password is not written back to ${change.dialect} (${failure})`);
    await this.changes.settle(change, failure);
  }

  /** The reason of a failure, a fixed word; `null` for success. */
  private async failureOf(change: ClaimedChange): Promise<string | null> {
    const { id, writeBackId, sealed, sealedSecret, url, network, timeoutMs, dialect } = change;
    const { externalId, email, username, createdAt: changedAt } = change;
    try {
      const password = this.masterKey.open(sealed, passwordChangeSealContext(id)).toString();
      const secret = this.masterKey.open(sealedSecret, writeBackSealContext(writeBackId)).toString();
      const told = { dialect, externalId, email: email === '' ? null : email, username, password, changedAt };
      const address = { url, network, timeoutMs, purpose: 'password' } as const;
      const { status } = await this.connections.post(address, jsonBody(told), { authorization: `Bearer ${secret}` });
      return status >= 200 && status < 300 ? null : `status_${status}`;
    } catch (error) {
      return error instanceof NoLegacyAnswerError ? error.reason : 'unreadable_secret';
    }
  }
}
