import { Global, Module } from '@nestjs/common';
import { AccountLock } from './account-lock.service';
import { LimiterStore } from './limiter-store';
import { Limits } from './limits.service';
import { LoginThrottle } from './login-throttle.service';
import { MemoryLimiterStore } from './memory-limiter-store';

/** Rate limits of callers. */
@Global()
@Module({
  providers: [
    { provide: LimiterStore, useFactory: () => new MemoryLimiterStore() },
    AccountLock,
    Limits,
    LoginThrottle,
  ],
  exports: [Limits, LoginThrottle],
})
export class LimitsModule {}
