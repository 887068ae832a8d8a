import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AuthModuleOptions } from '@nestjs/passport';
import passport from 'passport';
import type { Strategy } from 'passport-strategy';

let registered = 0;

/**
 * Registers strategies with Passport for the guards of one application. Passport's registry is global in the process,
 * so a second application would replace the first one's strategy of the same name. Each strategy therefore gets a
 * unique name here.
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

  /** Not earlier, because running requests need their strategies until the server is closed. */
  onApplicationShutdown(): void {
    for (const name of this.names.splice(0)) passport.unuse(name);
  }
}
