import { Injectable } from '@nestjs/common';
import { SigningKey } from '@portero/database';
import { DataSource } from 'typeorm';
import { Clock, secondsAfter } from '../clock';
import type { SigningKeyFacts } from './describe-keys';
import { SigningKeys } from './signing-keys.service';

/** A replica that missed the notice may sign with a retired key for this long. */
const SLOW_REPLICA_SECONDS = 300;

/** A retired key is kept at least this long, even if all its tokens have ended. */
const LEAST_SECONDS = 3600;

/** Deletes unneeded keys: retired, and every token that they may have signed has ended. */
@Injectable()
export class SpentKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Deletes them. A carried-over key stays: if it were deleted, its setting would import it again. @returns how many
   */
  async delete(): Promise<number> {
    const now = this.clock.now();
    let deleted = 0;
    for (const key of await this.keys.list()) {
      const { retiredAt, imported, profile, kid } = key;
      const mayGo = retiredAt !== null && !imported && secondsAfter(retiredAt, LEAST_SECONDS) <= now;
      if (!mayGo || (await this.isNeeded(key, retiredAt, now))) continue;
      const { affected } = await this.dataSource.getRepository(SigningKey).delete({ kid });
      deleted += affected ?? 0;
      this.keys.forget(profile);
    }
    return deleted;
  }

  /** The key of any profile may have signed the tokens of owners; these live only for minutes. */
  private async isNeeded({ profile, signsFrom }: SigningKeyFacts, retiredAt: Date, now: Date): Promise<boolean> {
    const [row] = await this.dataSource.query<readonly { needed: boolean }[]>(
      `SELECT EXISTS (
         SELECT 1 FROM issued_tokens t JOIN sessions s ON s.id = t.session_id
         WHERE coalesce(t.profile, s.profile) = $1 AND t.issued_at >= $2 AND t.issued_at < $3
           AND t.ended_at IS NULL AND s.ended_at IS NULL AND least(t.expires_at, s.expires_at, s.idle_expires_at) > $4
       ) OR EXISTS (
         SELECT 1 FROM client_tokens WHERE issued_at >= $2 AND issued_at < $3 AND ended_at IS NULL AND expires_at > $4
       ) AS needed`,
      [profile, signsFrom, secondsAfter(retiredAt, SLOW_REPLICA_SECONDS), now],
    );
    return row?.needed !== false;
  }
}
