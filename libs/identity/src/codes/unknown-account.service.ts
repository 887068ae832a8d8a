import { Inject, Injectable } from '@nestjs/common';
import { type Owner, Transactions } from '@portero/database';
import { IdentityError } from '../identity.errors';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { CodeBudget } from './code-budget.service';
import { CodeRequests } from './code-requests.service';
import { DecoyWork } from './decoy-work.service';

/** An account that a caller named and nobody has. */
export interface NobodysAccount {
  /** `null` when there is no such owner, which is no secret. */
  readonly owner: Owner | null;
  /** The e-mail that was given, as accounts are compared by. */
  readonly name: string;
}

/**
 * What callers get who name an account that does not exist. Where the policy reveals accounts they are told; elsewhere they
 * cannot tell it from one that exists, neither by the answer nor by the work it takes.
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

  /** Asked for a code. Throws `rate_limited`, and `account_unknown` where it may be told. */
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

  /** Tried a code. Throws `rate_limited`, and `account_unknown` where it may be told, else `code_invalid`. */
  async tryCode({ owner, name }: NobodysAccount, purpose: string): Promise<never> {
    if (owner !== null) {
      await this.budget.admit();
      if (!this.policy.revealAccounts) {
        await this.transactions.run((manager) => this.decoy.tryCode(manager, owner));
      }
      await this.budget.refusedNobody(owner.id, name, purpose);
    }
    throw new IdentityError(this.policy.revealAccounts ? 'account_unknown' : 'code_invalid');
  }
}
