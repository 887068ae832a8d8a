import { Injectable } from '@nestjs/common';
import type { Owner } from '@portero/database';
import { CreateUser, type CreatedUser } from './create-user.service';
import { type NewUser, PrepareUser } from './prepare-user.service';

/** Registers users of an owner, who must confirm their e-mail before they can log in. */
@Injectable()
export class RegisterUser {
  constructor(
    private readonly preparation: PrepareUser,
    private readonly creation: CreateUser,
  ) {}

  /** Throws `validation_failed`, `email_taken`, `username_taken` or `busy`. */
  async register(owner: Owner, request: NewUser): Promise<CreatedUser> {
    return this.creation.toBeVerified(owner, await this.preparation.row(owner, request));
  }
}
