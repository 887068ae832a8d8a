import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { LegacyBackEnd } from '@portero/database';
import type { TriedAccount } from '../limits/login-throttle.service';
import { type Judgement, PasswordGate } from '../passwords/password-gate.service';
import { AskBackEnd } from './ask-back-end.service';
import { LegacyBackEnds } from './legacy-back-ends.service';
import type { LegacyQuestion } from './legacy-dialect';
import { MayAsk } from './may-ask.service';
import { WriteArrival } from './write-arrival.service';

/** A log-in of an unknown user. */
export interface UnknownLogin {
  readonly ownerUuid: string;
  readonly name: string;
  readonly dialect?: string;
}

/** Imports a user from the old back end at its first log-in here. */
@Injectable()
export class BringUser {
  /** Simultaneous log-ins of one user with one password share one request. */
  private readonly running = new Map<string, Promise<Judgement>>();

  constructor(
    private readonly backEnds: LegacyBackEnds,
    private readonly permission: MayAsk,
    private readonly questions: AskBackEnd,
    private readonly gate: PasswordGate,
    private readonly arrivals: WriteArrival,
  ) {}

  /**
   * Asks the old back end of the owner and the dialect, if there is one. Throws what a wrong password throws, and
   * `busy` when the old back end is down.
   * @param account that does not exist here
   * @param password as it was typed, or the spellings that the wire accepts: the last one is sent
   * @returns whether the user may exist now; `false` without an old back end
   */
  async bring(account: TriedAccount, login: UnknownLogin, password: string | readonly string[]): Promise<boolean> {
    const { ownerId } = account;
    if (ownerId === null || login.dialect === undefined) return false;
    const backEnd = await this.backEnds.forLogIns(ownerId, login.dialect);
    if (backEnd === null || !this.questions.canAsk(backEnd)) return false;
    const spelling = typeof password === 'string' ? password : (password.at(-1) ?? '');
    await this.gate.passElsewhere(account, spelling, () => this.judge(backEnd, account, login, spelling));
    return true;
  }

  private async judge(
    backEnd: LegacyBackEnd,
    account: TriedAccount,
    { ownerUuid, name }: UnknownLogin,
    password: string,
  ): Promise<Judgement> {
    if (!(await this.permission.about(account, name, password))) return 'unknown';
    const question = { name, password, ownerUuid, nameField: backEnd.nameField };
    const key = createHash('sha256')
      .update(JSON.stringify([backEnd.id, account.name, password]))
      .digest('base64');
    const running = this.running.get(key) ?? this.ask(backEnd, question).finally(() => this.running.delete(key));
    this.running.set(key, running);
    const judgement = await running;
    if (judgement === 'right') await this.permission.forget(account);
    return judgement;
  }

  private async ask(backEnd: LegacyBackEnd, question: LegacyQuestion): Promise<Judgement> {
    // Another log-in may have imported the user meanwhile.
    if (await this.arrivals.isTaken(backEnd, question.name)) return 'right';
    const verdict = await this.questions.about(backEnd, question);
    if (verdict.kind !== 'right') return this.refused(backEnd, verdict.kind);
    const { user: told } = verdict;
    if (await this.permission.isDeparted(backEnd.ownerId, told.externalId)) return this.refused(backEnd, 'unknown');
    const { name: typed, password } = question;
    if (!(await this.arrivals.write(backEnd, { typed, told, password }))) return this.refused(backEnd, 'unknown');
    return 'right';
  }

  private async refused({ id }: LegacyBackEnd, judgement: 'wrong' | 'unknown'): Promise<Judgement> {
    await this.backEnds.count(id, 'refused');
    return judgement;
  }
}
