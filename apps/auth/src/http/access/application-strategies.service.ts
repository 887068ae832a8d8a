import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AuthModuleOptions } from '@nestjs/passport';
import passport from 'passport';
import type { Strategy } from 'passport-strategy';

let registered = 0;

/**
 * Registers strategies with Passport for the guards of one application. Passport's register belongs to the whole process,
 * and a second application would replace the first one's strategy of the same name: each gets a name of its own here.
 */
@Injectable()
export class ApplicationStrategies implements OnApplicationShutdown {
  private readonly names: string[] = [];

  /** @returns the options of an `AuthGuard()` that uses this strategy */
  register(kind: string, strategy: Strategy): AuthModuleOptions {
    const name = `${kind}#${(registered += 1)}`;
    passport.use(name, strategy);
    this.names.push(name);
    return { defaultStrategy: name };
  }

  /** Not earlier: until the server is closed, requests that have begun still need their strategies. */
  onApplicationShutdown(): void {
    for (const name of this.names.splice(0)) passport.unuse(name);
  }
}
