import { expect } from 'vitest';
import type { TokenRouteContext, TokenRoute } from '../support/dialects/token-routes';

/** Fails unless all of these routes refuse a token with an ordinary refusal. */
export async function expectRefused(
  context: TokenRouteContext,
  routes: readonly TokenRoute[],
  token: string,
  what: string,
): Promise<void> {
  for (const route of routes) {
    const answer = await route.call(context, token);
    const told = `${what} at ${route.name}: ${answer.status} ${answer.text.slice(0, 200)}`;
    expect(route.isAccepted(answer), told).toBe(false);
    expect(answer.status, told).toBe(route.refusal);
  }
}

/** Fails unless all of these routes accept a token; otherwise their refusals would prove nothing. */
export async function expectAccepted(
  context: TokenRouteContext,
  routes: readonly TokenRoute[],
  token: string,
  what: string,
): Promise<void> {
  for (const route of routes) {
    const answer = await route.call(context, token);
    expect(route.isAccepted(answer), `${what} at ${route.name}: ${answer.status} ${answer.text.slice(0, 200)}`).toBe(
      true,
    );
  }
}
