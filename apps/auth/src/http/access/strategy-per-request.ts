import type { AuthModuleOptions } from '@nestjs/passport';

/**
 * Options that make an `AuthGuard()` use one strategy of its own application. Named strategies live in a register of
 * the whole process, where a second application would replace the first one's. Passport hangs the outcome of a
 * request on the strategy object, so each request gets an object of its own.
 */
export function strategyPerRequest(strategy: object): AuthModuleOptions {
  return {
    get defaultStrategy() {
      // Passport takes a strategy as well as a name; the typings know only names.
      return Object.create(strategy) as string;
    },
  };
}
