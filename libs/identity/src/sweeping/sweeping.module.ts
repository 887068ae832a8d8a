import { type DynamicModule, Module } from '@nestjs/common';
import { IDENTITY_POLICY, type IdentityPolicy } from '../identity-policy';
import { Sweeper, SWEEPER_SETTINGS, type SweeperSettings } from './sweeper.service';
import { sweepsOf } from './sweeps';

/** Deletes what has expired. */
@Module({})
export class SweepingModule {
  /**
   * Global modules must provide `IDENTITY_POLICY`, `Transactions` and `Clock`.
   * @param byItself `false` for a process that must not sweep automatically
   */
  static forRoot(byItself: boolean): DynamicModule {
    const settings = {
      provide: SWEEPER_SETTINGS,
      useFactory: (policy: IdentityPolicy): SweeperSettings => ({ sweeps: sweepsOf(policy), byItself }),
      inject: [IDENTITY_POLICY],
    };
    return { module: SweepingModule, global: true, providers: [settings, Sweeper], exports: [Sweeper] };
  }
}
