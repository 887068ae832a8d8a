import type { Identity } from '@portero/identity';

/** Answer of `POST /toy/enter`. */
export function presentPass(pass: string): { pass: string } {
  return { pass };
}

/** Answer of `GET /toy/who`. */
export function presentWho({ subject }: Identity): { who: string } {
  return { who: subject.email };
}
