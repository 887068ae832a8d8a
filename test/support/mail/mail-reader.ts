import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { DevelopmentOutbox } from '@portero/identity';
import { readEml } from '@libs/identity/src/mail/development/eml-reader';
import { SmtpSink } from '@libs/identity/testing/smtp-sink';
import type { TestService } from '../service/service';

export { SmtpSink };

/** A received mail. */
interface ArrivedMail {
  readonly to: string;
  readonly text: string;
}

const CODE = /^\d{4,10}$/mu;
const MAIL_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.eml$)/u;
/** The time after which a mail counts as missing. A busy machine may delay one by seconds. */
const PATIENCE_MS = 30_000;
const POLL_MS = 20;

/** Reads the mails of a service, each one once. */
export class MailReader {
  private readonly read = new Map<string, number>();

  private constructor(private readonly arrived: () => Promise<readonly ArrivedMail[]>) {}

  /** The mails that a service of documented mode keeps in its development outbox. Each is parsed once. */
  static ofOutbox({ app }: Pick<TestService, 'app'>): MailReader {
    const outbox = app.get(DevelopmentOutbox, { strict: false });
    const parsed = new Map<string, ArrivedMail>();
    return new MailReader(async () => {
      // The names begin with the time, so that sorting them puts the oldest first.
      const names = (await namesIn(outbox.folder)).sort();
      for (const name of names.filter((each) => !parsed.has(each))) {
        const mail = await outbox.read(MAIL_ID.exec(name)?.[0] ?? '');
        if (mail !== null) parsed.set(name, mail);
      }
      return names.flatMap((name) => parsed.get(name) ?? []);
    });
  }

  /** The mails that a service sent to an SMTP server of the tests. Each is parsed once. */
  static ofSink(sink: SmtpSink): MailReader {
    const parsed: ArrivedMail[] = [];
    return new MailReader(() => {
      const fresh = sink.mails.slice(parsed.length);
      parsed.push(...fresh.map(({ to, source }) => ({ to: to.join(), text: readEml(source).text })));
      return Promise.resolve(parsed);
    });
  }

  /** Waits for the next unread mail to an address. @returns its text */
  async nextText(address: string): Promise<string> {
    const index = this.read.get(address) ?? 0;
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const mail = (await this.arrived()).filter(({ to }) => to === address)[index];
      if (mail !== undefined) {
        this.read.set(address, index + 1);
        return mail.text;
      }
      await delay(POLL_MS);
    }
    throw new Error(`No ${index === 0 ? '' : 'further '}mail came to ${address}`);
  }

  /** The code in that mail: a line that contains only digits. */
  async nextCode(address: string): Promise<string> {
    const code = CODE.exec(await this.nextText(address))?.[0];
    if (code === undefined) throw new Error(`The mail to ${address} contains no code`);
    return code;
  }
}

/** The names of the mails in a folder. The folder exists once the first mail is written. */
async function namesIn(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  return names.filter((name) => MAIL_ID.test(name));
}
