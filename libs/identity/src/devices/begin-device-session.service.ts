import { Injectable } from '@nestjs/common';
import { Transactions, type User } from '@portero/database';
import type { EntityManager } from 'typeorm';
import { BeginSession } from '../auth/begin-session.service';
import type { PreparedProfile } from '../tokens/token-issuer.service';
import type { IssuedTokens, TokenProfile } from '../tokens/token-profile';
import { Devices } from './devices.service';

/** Begins sessions on devices that can be notified: session and device change hands together. */
@Injectable()
export class BeginDeviceSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: BeginSession,
    private readonly devices: Devices,
  ) {}

  /**
   * Begins a session for a user who has proved who it is. Throws as {@link BeginSession.forUser} does.
   * @param deviceToken what the push service calls the device; `null` for a client that told none
   */
  async forUser(profile: TokenProfile, user: User, deviceToken: string | null): Promise<IssuedTokens> {
    const prepared = await this.prepare(profile);
    return this.transactions.run((manager) => this.within(manager, prepared, user, deviceToken));
  }

  /** Fetches what {@link within} needs, before the transaction begins. */
  prepare(profile: TokenProfile): Promise<PreparedProfile> {
    return this.sessions.prepare(profile);
  }

  /** The same in the caller's transaction. */
  async within(
    manager: EntityManager,
    prepared: PreparedProfile,
    user: User,
    deviceToken: string | null,
  ): Promise<IssuedTokens> {
    const issued = await this.sessions.within(manager, prepared, user);
    if (deviceToken !== null) await this.devices.assignWithin(manager, issued.subject, deviceToken);
    return issued;
  }
}
