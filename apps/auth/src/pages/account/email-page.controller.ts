import { Controller, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IDENTITY_POLICY, type IdentityPolicy, TakeAccountOver, VerifyUserByLink } from '@portero/identity';
import type { Reader } from './account.page';
import { EMAIL_ROUTES } from './account-urls';
import { emailPage } from './email.page';
import { MailedPage } from './mailed-page';
import type { PageWording } from './wording/page-wording';
import { type FormProblem, hasField } from './password-form';

/**
 * The page behind the link that confirms an e-mail address. It asks for the password of the account, or for a new one,
 * which takes the account over.
 */
@Controller(EMAIL_ROUTES)
@ApiExcludeController()
export class EmailPageController extends MailedPage {
  constructor(
    @Inject(IDENTITY_POLICY) private readonly policy: IdentityPolicy,
    private readonly links: VerifyUserByLink,
    private readonly takeOver: TakeAccountOver,
  ) {
    super();
  }

  protected override find(token: string) {
    return this.links.check(token);
  }

  protected override setsPassword(body: unknown): boolean {
    return hasField(body, 'repeat');
  }

  protected override async use(token: string, password: string, isNew: boolean) {
    const { email, owner } = await (isNew ? this.takeOver.byLink(token, password) : this.links.verify(token, password));
    const notice = ({ email: words }: PageWording) =>
      isNew ? words.takenOver(email, owner.name) : words.done(email, owner.name);
    return { owner, notice };
  }

  protected override render(reader: Reader, wording: PageWording, problem: FormProblem | null): string {
    return emailPage(reader, wording, this.policy.passwords, problem);
  }
}
