import { expect } from 'vitest';
import type { Doors, WayIn } from '../support/dialects/ways-in';

/** Fails unless a token is refused at all of these ways in, everywhere in the words of an ordinary refusal. */
export async function expectShut(doors: Doors, ways: readonly WayIn[], token: string, what: string): Promise<void> {
  for (const way of ways) {
    const answer = await way.knock(doors, token);
    const told = `${what} at ${way.name}: ${answer.status} ${answer.text.slice(0, 200)}`;
    expect(way.isOpen(answer), told).toBe(false);
    expect(answer.status, told).toBe(way.refusal);
  }
}

/** Fails unless a token is taken at all of these ways in: otherwise a refusal there would prove nothing. */
export async function expectOpen(doors: Doors, ways: readonly WayIn[], token: string, what: string): Promise<void> {
  for (const way of ways) {
    const answer = await way.knock(doors, token);
    expect(way.isOpen(answer), `${what} at ${way.name}: ${answer.status} ${answer.text.slice(0, 200)}`).toBe(true);
  }
}
