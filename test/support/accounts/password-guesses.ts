import { vi } from 'vitest';
import { callerFrom, freshAddress } from '../http/callers';
import type { Answer } from '../http/http-client';
import type { TestService } from '../service/service';

/** The number of wrong passwords that a network may try for an account in a quarter of an hour. */
export const PER_NETWORK = 10;

/** The number of wrong passwords from all networks after which an account is locked. */
export const PER_ACCOUNT = 50;

export const WRONG = 'not-the-password';

/** The account whose password is guessed. */
export interface GuessedAccount {
  readonly ownerUuid: string;
  readonly email: string;
}

/** Stops the clock that the limits of a process use. `vi.useRealTimers()` restarts it. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
}

/** Moves the stopped clock forward. */
export function pass(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

/** Logs in from an address. */
export function logIn(
  service: TestService,
  { ownerUuid, email }: GuessedAccount,
  password: string,
  address: string,
): Promise<Answer<{ readonly code: string }>> {
  return callerFrom(service, address)('POST', '/auth/login', { json: { email, ownerUuid, password } });
}

/** Tries wrong passwords from an address. @returns the statuses of the answers */
export async function guess(
  service: TestService,
  account: GuessedAccount,
  times: number,
  address: string,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let each = 0; each < times; each += 1) statuses.push((await logIn(service, account, WRONG, address)).status);
  return statuses;
}

/** Tries wrong passwords from as many networks as it takes to lock an account. */
export async function lock(service: TestService, account: GuessedAccount): Promise<void> {
  for (let each = 0; each < PER_ACCOUNT / PER_NETWORK; each += 1) {
    await guess(service, account, PER_NETWORK, freshAddress());
  }
}
