import { Injectable } from '@nestjs/common';
import type { TokenProfile } from './token-profile';

/** All token profiles of this installation. Each wire registers its own at start. */
@Injectable()
export class TokenProfiles {
  private readonly profiles = new Map<string, TokenProfile>();

  /** Throws when another profile has the name. */
  register(profile: TokenProfile): void {
    const known = this.profiles.get(profile.name);
    if (known !== undefined && known !== profile) throw new Error(`Two token profiles are called ${profile.name}`);
    this.profiles.set(profile.name, profile);
  }

  /** All of them, in the order of registration. */
  all(): readonly TokenProfile[] {
    return [...this.profiles.values()];
  }

  /** The profile with that name; `null` when there is none here. */
  named(name: string): TokenProfile | null {
    return this.profiles.get(name) ?? null;
  }
}
