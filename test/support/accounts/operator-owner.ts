import { AdmitOwner, CreateOwner, parseEmail } from '@portero/identity';
import { freshEmail, type TestOwner } from './auth100-accounts';
import type { TestService } from '../service/service';

/** Long enough, and not on the list of common passwords. */
export const STRONG_PASSWORD = 'correct-horse-battery';

/** Creates an owner as an operator, because owner sign-up is closed in hardened mode. */
export async function operatorOwner({ app }: TestService): Promise<Omit<TestOwner, 'verificationCode'>> {
  const email = freshEmail();
  const admit = app.get(AdmitOwner, { strict: false });
  const { owner, secret } = await admit.admit({
    email,
    name: 'Operator-made',
    password: STRONG_PASSWORD,
    countryCode: null,
  });
  return { uuid: owner.uuid, secret, email, password: STRONG_PASSWORD };
}

/** Creates an owner whose e-mail is not verified. */
export async function unverifiedOwner({ app }: TestService): Promise<TestOwner> {
  const email = freshEmail();
  const parsed = parseEmail(email);
  if (parsed === null) throw new Error('Not an e-mail');
  const row = { email: parsed, name: 'Unverified', passwordHash: null, countryCode: 'AR' };
  const { owner, secret, verificationCode } = await app.get(CreateOwner, { strict: false }).create(row);
  return { uuid: owner.uuid, secret, email, password: STRONG_PASSWORD, verificationCode };
}
