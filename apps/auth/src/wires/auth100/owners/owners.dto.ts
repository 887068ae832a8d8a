import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, CodeField, EmailField, PasswordField, TextField, UuidField } from '@auth/http/input/fields';

const OWNER_UUID = { description: "The owner's uuid.", example: 'bdd339af-b926-4215-94d6-29375773695d' };

/** Body of "Create new Owner". */
export class CreateOwnerDto {
  @EmailField({ example: 'owner@owner.com' })
  email: string;

  @PasswordField({ example: 'Password123' })
  password: string;

  @TextField({ max: 200, description: 'The name of the owner.', example: 'Your name here' })
  owner: string;
}

/** Body of "Verify Owner" and "Verify User". */
export class VerificationCodeDto {
  @CodeField({ description: 'The code that was mailed.', example: '9946' })
  verificationCode: string;
}

/** Body of "Request change password". */
export class RequestChangePasswordDto {
  @EmailField({ example: 'owner@owner.com' })
  email: string;

  @UuidField(OWNER_UUID)
  ownerUuid: string;
}

/** Body of "Request change password verify". */
export class CheckPasswordCodeDto extends RequestChangePasswordDto {
  @CodeField({ description: 'The code that was mailed.', example: '2635' })
  verificationCode: string;
}

/** Body of "Change password". */
export class ChangePasswordDto extends RequestChangePasswordDto {
  @CodeField({ description: 'The code that was mailed.', example: '1878' })
  verificationCodePassword: string;

  @PasswordField({ description: 'The new password.', example: 'newPassword123' })
  password: string;
}

/** Body of "Rotate secret". */
export class RotateSecretDto extends RequestChangePasswordDto {
  @PasswordField({ example: 'Password123' })
  password: string;

  @BooleanField({ optional: true, description: 'True ends the secret in use now, for one that leaked.' })
  atOnce?: boolean | null;
}

/** Path of an owner. */
export class OwnerUuidParam {
  @UuidField({ ...OWNER_UUID, example: '426e8da8-ba8d-4622-9e53-86587d6bca9c' })
  uuid: string;
}

/** A new owner. */
export class CreatedOwnerDto {
  @ApiProperty({ format: 'uuid' })
  uuid: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null in hardened mode: the code travels by e-mail.' })
  verificationCode: string | null;

  @ApiProperty({ description: "The owner's secret, 32 random bytes in base64. It is shown this once." })
  secret: string;
}

/** The id of an account. */
export class IdDto {
  @ApiProperty({ type: 'integer' })
  id: number;
}

/** Something was done. */
export class SuccessfulDto {
  @ApiProperty({ enum: [true], type: Boolean })
  successful: true;
}

/** A password code was sent. */
export class PasswordCodeSentDto extends SuccessfulDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null in hardened mode: the code travels by e-mail.' })
  verificationCodePassword: string | null;
}

/** A verification code was sent again. */
export class VerificationCodeSentDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null in hardened mode: the code travels by e-mail.' })
  verificationCode: string | null;
}

/** A new secret. */
export class SecretDto {
  @ApiProperty({ description: 'The new secret; the old one works for 24 hours more, unless `atOnce` was true.' })
  secret: string;
}
