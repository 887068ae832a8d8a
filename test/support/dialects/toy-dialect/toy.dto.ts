import type { LoginRequest } from '@auth/http/access/password-login.guard';
import { EmailField, PasswordField, UuidField } from '@auth/http/input/fields';
import type { LoginName } from '@portero/identity';

/** Body of `POST /toy/enter`. */
export class EnterDto implements LoginRequest {
  @EmailField({})
  name: string;

  @UuidField({})
  house: string;

  @PasswordField({})
  password: string;

  loginName(): LoginName {
    return { ownerUuid: this.house, name: this.name, allowUsername: false };
  }
}
