import { expect } from 'vitest';
import type { Doors, WayIn } from '../support/dialects/ways-in';

/** Fails unless all of these routes refuse a token with an ordinary refusal. */
export async function expectShut(doors: Doors, ways: readonly WayIn[], token: string, what: string): Promise<void> {
  for (const way of ways) {
    const answer = await way.knock(doors, token);
    const told = `${what} at ${way.name}: ${answer.status} ${answer.text.slice(0, 200)}`;
    expect(way.isOpen(answer), told).toBe(false);
    expect(answer.status, told).toBe(way.refusal);
  }
}

/** Fails unless all of these routes accept a token; otherwise their refusals would prove nothing. */
export async function expectOpen(doors: Doors, ways: readonly WayIn[], token: string, what: string): Promise<void> {
  for (const way of ways) {
    const answer = await way.knock(doors, token);
    expect(way.isOpen(answer), `${what} at ${way.name}: ${answer.status} ${answer.text.slice(0, 200)}`).toBe(true);
  }
}
