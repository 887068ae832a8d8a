import { AdmitOwner, CreateOwner, parseEmail } from '@portero/identity';
import { freshEmail, type TestOwner } from './auth100-accounts';
import type { TestService } from '../service/service';

/** Long enough, and on no list. */
export const STRONG_PASSWORD = 'correct-horse-battery';

/** Makes an owner as an operator does, because hardened mode is closed to owners who come by themselves. */
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

/** Makes an owner who has not proved its e-mail yet. */
export async function unverifiedOwner({ app }: TestService): Promise<TestOwner> {
  const email = freshEmail();
  const parsed = parseEmail(email);
  if (parsed === null) throw new Error('Not an e-mail');
  const row = { email: parsed, name: 'Unverified', passwordHash: null, countryCode: 'AR' };
  const { owner, secret, verificationCode } = await app.get(CreateOwner, { strict: false }).create(row);
  return { uuid: owner.uuid, secret, email, password: STRONG_PASSWORD, verificationCode };
}
