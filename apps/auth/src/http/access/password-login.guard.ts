import { type CanActivate, type ExecutionContext, Injectable, mixin, type Type } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { User } from '@portero/database';
import { LogIn, type LoginName } from '@portero/identity';
import { Strategy } from 'passport-local';
import { BoundOwner } from '../owners/bound-owner.service';
import { EdgeError } from '../errors/failure';
import { InputValidationPipe } from '../input/input-validation.pipe';
import { type AuthenticatedRequest, guarded } from './access.decorators';
import { ApplicationStrategies } from './application-strategies.service';

/** A log-in request of any dialect, after its own validation. */
export interface LoginRequest {
  readonly password: string;
  /** Another spelling of the password, which is tried if the first is wrong. */
  readonly otherSpelling?: string | undefined;
  /** @param owners finds the owner if the request names none */
  loginName(request: AuthenticatedRequest, owners: BoundOwner): LoginName | Promise<LoginName>;
}

/** A form that validates bodies by the rules of its wire, instead of by decorators. Throws `EdgeError`. */
export interface SelfReadingForm extends Type<LoginRequest> {
  read(body: unknown): LoginRequest;
}

/** A request whose body is the validated form. */
interface LoginAttempt extends AuthenticatedRequest {
  body: LoginRequest;
}

/** Checks a name and a password with the core. */
class PasswordLoginStrategy extends PassportStrategy(Strategy, 'password-login') {
  /** @param nameField the field of the form that holds the name */
  constructor(
    nameField: string,
    private readonly logIn: LogIn,
    private readonly owners: BoundOwner,
  ) {
    super({ usernameField: nameField, passwordField: 'password', passReqToCallback: true, session: false });
  }

  async validate(request: LoginAttempt): Promise<User> {
    const { password, otherSpelling } = request.body;
    const name = await request.body.loginName(request, this.owners);
    return this.logIn.withPassword(name, otherSpelling === undefined ? password : [password, otherSpelling]);
  }
}

/**
 * Declares a route that logs in by password.
 * @param form the class that the body is validated against
 * @param nameField its field that holds the name
 */
export function LogsInWithPassword<Form extends LoginRequest>(
  form: Type<Form>,
  nameField: keyof Form & string,
): MethodDecorator & ClassDecorator {
  return guarded('password', passwordLoginGuard(form, nameField));
}

/** The user who logged in, as a parameter of a route with {@link LogsInWithPassword}. */
export function loggedInUser(request: AuthenticatedRequest): User {
  return request.user as User;
}

/** The guard of {@link LogsInWithPassword}, for a route with further ways to log in. */
export function passwordLoginGuard<Form extends LoginRequest>(
  form: Type<Form>,
  nameField: keyof Form & string,
): Type<CanActivate> {
  @Injectable()
  class PasswordLoginGuard extends AuthGuard() {
    private readonly pipe = new InputValidationPipe();
    private readonly strategy: PasswordLoginStrategy;

    constructor(strategies: ApplicationStrategies, logIn: LogIn, owners: BoundOwner) {
      const strategy = new PasswordLoginStrategy(nameField, logIn, owners);
      super(strategies.register('password-login', strategy));
      this.strategy = strategy;
    }

    override async canActivate(context: ExecutionContext): Promise<boolean> {
      const request = context.switchToHttp().getRequest<LoginAttempt>();
      request.body = await this.read(request.body);
      // passport-local treats an empty password as missing. It has to fail like any other wrong password.
      if (request.body.password === '') await this.strategy.validate(request);
      return (await super.canActivate(context)) as boolean;
    }

    private async read(body: unknown): Promise<LoginRequest> {
      if (readsItself(form)) return form.read(body);
      return (await this.pipe.transform(body, { type: 'body', metatype: form })) as LoginRequest;
    }

    override handleRequest<T>(error: Error | null, user: T | false | null | undefined): T {
      if (error !== null) throw error;
      if (!user) throw new EdgeError('not_authenticated');
      return user;
    }
  }
  return mixin(PasswordLoginGuard);
}

function readsItself(form: Type<LoginRequest>): form is SelfReadingForm {
  return 'read' in form;
}
