import type { Answer } from '../http/http-client';
import { MailReader } from '../mail/mail-reader';
import type { TestService } from '../service/service';
import { submitMailed } from './mailed-pages';
import { linkedPath, registerShopper, type Shopper } from './shoop-accounts';

/** The steps of a Shoop user who forgot the password, on a service in documented mode. */
export class ShoopPasswordLinks {
  readonly mails: MailReader;

  constructor(private readonly service: TestService) {
    this.mails = MailReader.ofOutbox(service);
  }

  /** Asks for a link. */
  forget(email: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.service.request('POST', '/api/v2/auth/forgot_password', { form: { email }, headers });
  }

  /** The path of the page that the next mail to an address links to. */
  async nextPath(email: string): Promise<string> {
    return linkedPath(this.service, await this.mails.nextText(email));
  }

  /** A new user with the path of a fresh link. The mail that confirms the address is already read. */
  async shopperWithLink(fields: Record<string, unknown> = {}): Promise<Shopper & { path: string }> {
    const shopper = await registerShopper(this.service, fields);
    await this.mails.nextText(shopper.email);
    await this.forget(shopper.email);
    return { ...shopper, path: await this.nextPath(shopper.email) };
  }

  /** Sends the form of the page. */
  submit(path: string, password: string, repeat = password): Promise<Answer> {
    return submitMailed(this.service, path, { email: 'x', password, repeat });
  }

  /** Logs in. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into bodies that the document already vouches for
  logIn(email: string, password: string): Promise<Answer<any>> {
    return this.service.request('POST', '/api/v2/auth/login', { form: { email, password } });
  }
}
