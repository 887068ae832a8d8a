import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SingleConnections } from '@portero/database';
import { AccountLock } from './account-lock.service';
import { LimiterStore } from './limiter-store';
import { LimitStoreState } from './limit-store-state.service';
import { Limits } from './limits.service';
import { LoginThrottle } from './login-throttle.service';
import { MemoryLimiterStore } from './memory-limiter-store';
import { OwnerBudget } from './owner-budget.service';
import type { LimitStoreSettings } from './replicas/limit-store-settings';
import { PostgresCounts } from './replicas/postgres-counts';
import { RedisCounts } from './replicas/redis-counts';
import { ReplicasLimiterStore } from './replicas/replicas-limiter-store';
import { TrustedCaller } from './trusted-caller.service';

/** Rate limits of callers. */
@Global()
@Module({})
export class LimitsModule {
  /** A global module must provide `SingleConnections`. */
  static forRoot(store: LimitStoreSettings): DynamicModule {
    return {
      module: LimitsModule,
      providers: [
        {
          provide: LimiterStore,
          useFactory: (state: LimitStoreState, connections: SingleConnections) => makeStore(store, state, connections),
          inject: [LimitStoreState, SingleConnections],
        },
        LimitStoreState,
        AccountLock,
        Limits,
        LoginThrottle,
        OwnerBudget,
        TrustedCaller,
      ],
      exports: [Limits, LimitStoreState, LoginThrottle, OwnerBudget, TrustedCaller],
    };
  }
}

function makeStore(store: LimitStoreSettings, state: LimitStoreState, connections: SingleConnections): LimiterStore {
  switch (store.kind) {
    case 'memory':
      return new MemoryLimiterStore();
    case 'postgres':
      return new ReplicasLimiterStore(new PostgresCounts(connections), state, store.waitMs);
    case 'redis':
      return new ReplicasLimiterStore(new RedisCounts(store.url), state, store.waitMs);
  }
}
