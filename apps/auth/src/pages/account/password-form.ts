import { IdentityError } from '@portero/identity';
import type { PasswordProblem } from './wording/page-wording';

/** Why a form was refused: the password is wrong, or a new one breaks a rule. */
export type FormProblem = PasswordProblem | 'wrong';

/** The rules for a new password. */
const RULES = ['too_short', 'too_long', 'too_common', 'too_obvious'] as const;

/** Whether a form has a field, empty or not. */
export function hasField(body: unknown, name: string): boolean {
  return typeof body === 'object' && body !== null && name in body;
}

/** The text of a field; empty when there is none. */
export function textOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** The broken rule for new passwords, or `wrong` for a wrong password of the account; `null` for other errors. */
export function passwordProblemOf(error: unknown): FormProblem | null {
  if (!(error instanceof IdentityError)) return null;
  if (error.code === 'wrong_password' || error.code === 'invalid_credentials') return 'wrong';
  const code = error.details.fields?.[0]?.code;
  return RULES.find((rule) => rule === code) ?? null;
}
