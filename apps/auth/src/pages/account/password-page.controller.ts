import { Controller, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ChangePasswordByLink, IDENTITY_POLICY, type IdentityPolicy } from '@portero/identity';
import { passwordPage, type Reader } from './account.page';
import { PASSWORD_ROUTES } from './account-urls';
import { MailedPage } from './mailed-page';
import type { PageWording } from './wording/page-wording';
import type { FormProblem } from './password-form';

/** The page behind the link that "forgot password" mails. */
@Controller(PASSWORD_ROUTES)
@ApiExcludeController()
export class PasswordPageController extends MailedPage {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly links: ChangePasswordByLink,
  ) {
    super();
  }

  protected override find(token: string) {
    return this.links.check(token);
  }

  protected override setsPassword(): boolean {
    return true;
  }

  protected override async use(token: string, password: string) {
    const { owner } = await this.links.change(token, password);
    return { owner, notice: (wording: PageWording) => wording.password.done(owner.name) };
  }

  protected override render(reader: Reader, wording: PageWording, problem: FormProblem | null): string {
    return passwordPage(reader, wording, this.policy.passwords, problem);
  }
}
