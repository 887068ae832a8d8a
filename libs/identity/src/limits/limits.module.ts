import { Global, Module } from '@nestjs/common';
import { AccountLock } from './account-lock.service';
import { LimiterStore } from './limiter-store';
import { LimitStoreState } from './limit-store-state.service';
import { Limits } from './limits.service';
import { LoginThrottle } from './login-throttle.service';
import { MemoryLimiterStore } from './memory-limiter-store';
import { TrustedCaller } from './trusted-caller.service';
import { OwnerBudget } from './owner-budget.service';

/** Rate limits of callers. */
@Global()
@Module({
  providers: [
    { provide: LimiterStore, useFactory: () => new MemoryLimiterStore() },
    LimitStoreState,
    AccountLock,
    Limits,
    LoginThrottle,
    OwnerBudget,
    TrustedCaller,
  ],
  exports: [Limits, LimitStoreState, LoginThrottle, OwnerBudget, TrustedCaller],
})
export class LimitsModule {}
