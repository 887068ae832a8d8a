import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { ClientsModule } from './clients/clients.module';
import { Clock, SystemClock } from './clock';
import { CodesModule } from './codes/codes.module';
import { CountriesModule } from './countries/countries.module';
import { DevicesModule } from './devices/devices.module';
import { ExternalAccountsModule } from './external-accounts/external-accounts.module';
import { IDENTITY_POLICY, type IdentityPolicy } from './identity-policy';
import { ExportsModule } from './exports/exports.module';
import { ImportsModule } from './imports/imports.module';
import { KeysModule } from './keys/keys.module';
import { LegacyModule } from './legacy/legacy.module';
import { LimitsModule } from './limits/limits.module';
import type { LimitStoreSettings } from './limits/replicas/limit-store-settings';
import { MailModule } from './mail/mail.module';
import type { MailSettings } from './mail/mail-settings';
import { OperationModule } from './operation/operation.module';
import { OwnersModule } from './owners/owners.module';
import { PasswordsModule } from './passwords/passwords.module';
import { Randomness, SystemRandomness } from './randomness';
import { ProfilesModule } from './profiles/profiles.module';
import { RevocationsModule } from './revocations/revocations.module';
import { RolesModule } from './roles/roles.module';
import { MasterKey } from './secrets/master-key';
import { MasterKeySeal } from './secrets/master-key-seal.service';
import { StandardTokensModule } from './standard-tokens/standard-tokens.module';
import { TokensModule } from './tokens/tokens.module';
import { SweepingModule } from './sweeping/sweeping.module';
import { UsersModule } from './users/users.module';
import { WebhooksModule } from './webhooks/webhooks.module';
import { WrappingModule } from './wrapping/wrapping.module';

/** What the core needs from the application. The application must import the `DatabaseModule` too. */
export interface IdentityOptions {
  readonly policy: IdentityPolicy;
  /** 32 bytes. */
  readonly masterKey: Buffer;
  /** The second key while `masterKey` is being replaced; 32 bytes. */
  readonly previousMasterKey?: Buffer | null;
  readonly mail: MailSettings;
  /** The system clock unless a test passes its own. */
  readonly clock?: Clock;
  /** Where the limits are counted; in the memory of the process unless given. */
  readonly limitStore?: LimitStoreSettings;
  /** `false` for a process that must not sweep automatically. */
  readonly sweeps?: boolean;
}

/** What every part of the core may inject. */
@Global()
@Module({})
class IdentityGroundModule {
  static with(options: IdentityOptions): DynamicModule {
    return {
      module: IdentityGroundModule,
      providers: [
        { provide: IDENTITY_POLICY, useValue: options.policy },
        { provide: MasterKey, useValue: new MasterKey(options.masterKey, options.previousMasterKey) },
        MasterKeySeal,
        { provide: Clock, useValue: options.clock ?? new SystemClock() },
        { provide: Randomness, useClass: SystemRandomness },
      ],
      exports: [IDENTITY_POLICY, MasterKey, MasterKeySeal, Clock, Randomness],
    };
  }
}

const PARTS = [
  AuditModule,
  AuthModule,
  ClientsModule,
  CodesModule,
  CountriesModule,
  DevicesModule,
  ExternalAccountsModule,
  ExportsModule,
  ImportsModule,
  WrappingModule,
  KeysModule,
  OperationModule,
  OwnersModule,
  PasswordsModule,
  ProfilesModule,
  RevocationsModule,
  RolesModule,
  StandardTokensModule,
  TokensModule,
  UsersModule,
];

/** The identity core: no HTTP, no dialect, no status codes. The application imports it once, globally. */
@Global()
@Module({})
export class IdentityModule {
  static forRoot(options: IdentityOptions): DynamicModule {
    const limits = LimitsModule.forRoot(options.limitStore ?? { kind: 'memory' });
    const allowLoopback = options.policy.webhooksToLoopback;
    const webhooks = WebhooksModule.forRoot({ sends: options.mail.sends !== false, allowLoopback });
    const legacy = LegacyModule.forRoot(options.mail.sends !== false);
    return {
      module: IdentityModule,
      imports: [
        IdentityGroundModule.with(options),
        MailModule.forRoot(options.mail),
        SweepingModule.forRoot(options.sweeps !== false),
        limits,
        webhooks,
        legacy,
        ...PARTS,
      ],
      exports: [IdentityGroundModule, limits, webhooks, legacy, ...PARTS],
    };
  }
}
