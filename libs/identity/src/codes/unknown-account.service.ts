import { Inject, Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { CodeBudget } from './code-budget.service';
import { CodeRequests } from './code-requests.service';
import { DecoyWork } from './decoy-work.service';
import { levelRefusals } from './level-refusals';

/** An account that a caller named but that does not exist. */
export interface NobodysAccount {
  /** `null` when there is no such owner, which may be revealed. */
  readonly owner: Owner | null;
  /** The key of the given e-mail. */
  readonly name: string;
}

/**
 * Answers callers that name an unknown account. Where the policy reveals accounts, they get an error. Otherwise neither
 * the answer nor its time differs from that of an existing account.
 */
@Injectable()
export class UnknownAccount {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly transactions: Transactions,
    private readonly requests: CodeRequests,
    private readonly budget: CodeBudget,
    private readonly decoy: DecoyWork,
  ) {}

  /** Call it when a code was requested. Throws `rate_limited`, and `account_unknown` where the policy reveals accounts. */
  async requestCode({ owner, name }: NobodysAccount, purpose: string): Promise<void> {
    if (owner !== null) {
      const request = { account: { ownerId: owner.id, userId: null }, purpose, nobody: name };
      await this.requests.admit(request);
      await this.transactions.run(async (manager) => {
        if (!this.policy.revealAccounts) await this.decoy.makeCode(manager, owner);
        await this.requests.granted(manager, request);
      });
    }
    if (this.policy.revealAccounts) throw new IdentityError('account_unknown');
  }

  /**
   * Call it when a code was tried. Throws `rate_limited`, and `account_unknown` where the policy reveals accounts,
   * otherwise `code_invalid`.
   */
  tryCode(account: NobodysAccount, purpose: string): Promise<never> {
    const work = () => this.refuseCode(account, purpose);
    return this.policy.revealAccounts ? work() : levelRefusals(work);
  }

  private async refuseCode({ owner, name }: NobodysAccount, purpose: string): Promise<never> {
    if (owner !== null) {
      await this.budget.admitNobody(owner.id);
      if (!this.policy.revealAccounts) {
        await this.transactions.run((manager) => this.decoy.tryCode(manager, owner));
      }
      await this.budget.refusedNobody(owner.id, name, purpose);
    }
    throw new IdentityError(this.policy.revealAccounts ? 'account_unknown' : 'code_invalid');
  }
}
