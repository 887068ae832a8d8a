import { Injectable } from '@nestjs/common';
import { LegacyToken, type Owner } from '@portero/database';
import { DataSource } from 'typeorm';
import { secondsAfter } from '../clock';
import { REMEMBERED_SECONDS } from './adopt-token.service';
import { signedTokenIdOf } from './legacy-format';

/** A token that another back end has blacklisted. */
export interface BlacklistedToken {
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Imports the blacklist of a replaced back end. */
@Injectable()
export class BlacklistTokens {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Stores tokens as ended before they are used here.
   * @returns how many were new: a token that was used here already stays valid
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
