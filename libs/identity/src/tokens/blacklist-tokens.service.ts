import { Injectable } from '@nestjs/common';
import { LegacyToken, type Owner } from '@portero/database';
import { DataSource } from 'typeorm';
import { secondsAfter } from '../clock';
import { REMEMBERED_SECONDS } from './adopt-token.service';
import { signedTokenIdOf } from './legacy-format';

/** A token that another back end refuses. */
export interface BlacklistedToken {
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Takes over which tokens of a replaced back end are refused. */
@Injectable()
export class BlacklistTokens {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Remembers tokens as ended before they are seen here.
   * @returns how many were new: one that was used here already goes on as a token of ours
   */
  async add({ id: ownerId }: Owner, tokens: readonly BlacklistedToken[]): Promise<number> {
    if (tokens.length === 0) return 0;
    const rows = tokens.map(({ jti, expiresAt }) => ({
      ownerId,
      tokenId: signedTokenIdOf({ jti }),
      expiresAt: secondsAfter(expiresAt, REMEMBERED_SECONDS),
    }));
    const insert = this.dataSource.createQueryBuilder().insert().into(LegacyToken).values(rows);
    const inserted = await insert.orIgnore().returning('token_id').execute();
    return (inserted.raw as readonly unknown[]).length;
  }
}
