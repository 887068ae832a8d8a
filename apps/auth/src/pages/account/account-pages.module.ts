import { Module } from '@nestjs/common';
import { EmailPageController } from './email-page.controller';
import { PasswordPageController } from './password-page.controller';

/** The pages behind mailed links. */
@Module({ controllers: [EmailPageController, PasswordPageController] })
export class AccountPagesModule {}
