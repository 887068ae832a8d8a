import { type ExecutionContext, Injectable, mixin, type Type } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { User } from '@portero/database';
import { LogIn, type LoginName } from '@portero/identity';
import { Strategy } from 'passport-local';
import { BoundOwner } from '../bound-owner.service';
import { EdgeError } from '../errors/failure';
import { InputValidationPipe } from '../input/input-validation.pipe';
import { type AuthenticatedRequest, guarded } from './access.decorators';
import { ApplicationStrategies } from './application-strategies.service';

/** A log-in request of any dialect, after its own validation. */
export interface LoginRequest {
  readonly password: string;
  /** Another spelling of the password, which counts where the first is wrong. */
  readonly otherSpelling?: string | undefined;
  /** @param owners tells the owner where the wire names none */
  loginName(request: AuthenticatedRequest, owners: BoundOwner): LoginName | Promise<LoginName>;
}

/** A form that reads and checks bodies by the rules of its own wire, instead of by decorators. Throws `EdgeError`. */
export interface SelfReadingForm extends Type<LoginRequest> {
  read(body: unknown): LoginRequest;
}

/** A request whose log-in form was checked. (`login` is a name that Passport takes for itself.) */
interface CheckedRequest extends AuthenticatedRequest {
  attempt?: { readonly name: LoginName; readonly password: string; readonly spellings: readonly string[] };
}

/** Checks a name and a password with the core. */
@Injectable()
export class PasswordLoginStrategy extends PassportStrategy(Strategy, 'password-login') {
  constructor(private readonly logIn: LogIn) {
    super({ usernameField: 'loginName', passwordField: 'password', passReqToCallback: true, session: false });
  }

  /** Passport looks for fields of a body; what counts here is the body after its validation. */
  override authenticate(request: object): void {
    const { attempt } = request as Pick<CheckedRequest, 'attempt'>;
    super.authenticate.call(this, {
      attempt,
      body: { loginName: attempt?.name.name, password: attempt?.password },
    } as never);
  }

  validate(request: Pick<CheckedRequest, 'attempt'>): Promise<User> {
    if (!request.attempt) throw new EdgeError('not_authenticated');
    return this.logIn.withPassword(request.attempt.name, request.attempt.spellings);
  }
}

/** Declares a route that logs in by password; `form` is the class that its body is validated against. */
export function LogsInWithPassword(form: Type<LoginRequest>): MethodDecorator & ClassDecorator {
  return guarded('password', passwordLoginGuard(form));
}

/** The user that the password belonged to: for the parameter of a route under {@link LogsInWithPassword}. */
export function loggedInUser(request: AuthenticatedRequest): User {
  return request.user as User;
}

/** The guard behind {@link LogsInWithPassword}, for a route that has other ways in besides. */
export function passwordLoginGuard(form: Type<LoginRequest>): Type<PasswordLoginGuard> {
  @Injectable()
  class FormGuard extends PasswordLoginGuard {
    protected override readonly form = form;
  }
  return mixin(FormGuard);
}

@Injectable()
abstract class PasswordLoginGuard extends AuthGuard() {
  protected abstract readonly form: Type<LoginRequest>;
  private readonly pipe = new InputValidationPipe();

  constructor(
    strategies: ApplicationStrategies,
    strategy: PasswordLoginStrategy,
    private readonly core: LogIn,
    private readonly owners: BoundOwner,
  ) {
    super(strategies.register('password-login', strategy));
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<CheckedRequest>();
    const form = await this.read(request.body);
    const { password, otherSpelling } = form;
    const spellings = otherSpelling === undefined ? [password] : [password, otherSpelling];
    request.attempt = { name: await form.loginName(request, this.owners), password, spellings };
    // passport-local takes an empty password for a missing one; it has to fail like any other wrong password.
    if (form.password === '') request.user = await this.core.withPassword(request.attempt.name, '');
    return (await super.canActivate(context)) as boolean;
  }

  private async read(body: unknown): Promise<LoginRequest> {
    if (readsItself(this.form)) return this.form.read(body);
    return (await this.pipe.transform(body, { type: 'body', metatype: this.form })) as LoginRequest;
  }

  override handleRequest<T>(error: Error | null, user: T | false | null | undefined): T {
    if (error !== null) throw error;
    if (!user) throw new EdgeError('not_authenticated');
    return user;
  }
}

function readsItself(form: Type<LoginRequest>): form is SelfReadingForm {
  return 'read' in form;
}
