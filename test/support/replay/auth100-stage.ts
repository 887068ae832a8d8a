import {
  ChangeOwnerPassword,
  CreateOwner,
  FindUser,
  parseEmail,
  RequestOwnerPasswordCode,
  VerifyOwner,
} from '@portero/identity';
import { freshEmail } from '../accounts/auth100-accounts';
import type { TestService } from '../service/service';

/** The password of every test account: long enough for both modes, and not on a list of common passwords. */
export const STAGE_PASSWORD = 'rio-verde-y-lento';

/** An owner on the stage. */
export interface StagedOwner {
  readonly uuid: string;
  readonly secret: string;
  readonly email: string;
  readonly verificationCode: string;
}

/** A user on the stage, before verification. */
export interface StagedUser {
  readonly id: number;
  readonly uuid: string;
  readonly email: string;
  readonly verificationCode: string;
}

/** A user on the stage with a session. */
export interface StagedSession extends StagedUser {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const houseOwners = new WeakMap<TestService, Promise<StagedOwner>>();

/**
 * Brings accounts into the state that a pair needs, in the same way for both modes. Owners are created through the core,
 * because hardened mode has no sign-up; users over the wire with the owner's credential, which both modes accept.
 */
export class Auth100Stage {
  /** @param password the password of new accounts */
  constructor(
    readonly service: TestService,
    private readonly password: string,
  ) {}

  async owner({ verified = true } = {}): Promise<StagedOwner> {
    const email = freshEmail();
    const address = parseEmail(email);
    if (address === null) throw new Error('The test made no e-mail address');
    const row = { email: address, name: 'Your name here', passwordHash: null, countryCode: 'AR' };
    const { owner, secret, verificationCode } = await this.core(CreateOwner).create(row);
    if (verified) await this.core(VerifyOwner).verify(owner.uuid, verificationCode);
    return { uuid: owner.uuid, secret, email, verificationCode };
  }

  /** An owner for all pairs that do not depend on its users. */
  houseOwner(): Promise<StagedOwner> {
    const owner = houseOwners.get(this.service) ?? this.owner();
    houseOwners.set(this.service, owner);
    return owner;
  }

  /** A code that lets an owner set its password. */
  async ownerPasswordCode({ uuid: ownerUuid, email }: StagedOwner): Promise<string> {
    const code = await this.core(RequestOwnerPasswordCode).request({ ownerUuid, email });
    if (code === null) throw new Error('There is no such owner');
    return code;
  }

  /** Gives an owner the password of the stage. */
  async setOwnerPassword(owner: StagedOwner): Promise<void> {
    const code = await this.ownerPasswordCode(owner);
    await this.core(ChangeOwnerPassword).change({ ownerUuid: owner.uuid, email: owner.email }, code, this.password);
  }

  /** A client that may verify tokens. */
  client(owner: StagedOwner): Promise<{ readonly clientId: string; readonly secret: string }> {
    const json = { name: 'Orders service', scopes: ['verify'] };
    return this.expectResult('POST', '/owner/clients', 201, { json, owner });
  }

  /** A webhook for log-ins and changed passwords. @returns its id */
  async webhook(owner: StagedOwner): Promise<string> {
    const json = { url: 'https://hooks.example.com/portero', events: ['login', 'password_changed'] };
    const made = await this.expectResult('POST', '/owner/webhooks', 201, { json, owner });
    return made.webhookId;
  }

  async user(owner: StagedOwner, fields: Readonly<Record<string, unknown>> = {}): Promise<StagedUser> {
    const body = { email: freshEmail(), ownerUuid: owner.uuid, password: this.password, rol: 1, ...fields };
    const created = await this.expectResult('POST', '/users', 201, { json: body, owner });
    const { id } = await this.core(FindUser).byName({ uuid: created.uuid });
    return { id, email: body.email, uuid: created.uuid, verificationCode: created.verificationCode };
  }

  async verifiedUser(owner: StagedOwner, fields: Readonly<Record<string, unknown>> = {}): Promise<StagedSession> {
    return this.verify(await this.user(owner, fields));
  }

  async verify(user: StagedUser): Promise<StagedSession> {
    const json = { verificationCode: user.verificationCode };
    return { ...user, ...(await this.expectResult('PUT', `/users/${user.uuid}/verify`, 200, { json })) };
  }

  /** A code that lets a user set its password. */
  async userPasswordCode(owner: StagedOwner, { email }: StagedUser): Promise<string> {
    const json = { email, ownerUuid: owner.uuid };
    const answer = await this.expectResult('POST', '/users/request-change-password', 200, { json, owner });
    return answer.verificationCodePassword;
  }

  /** Sends so many wrong codes that the correct one is no longer accepted. */
  async exhaust(method: string, path: string, json: object): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) await this.expectCode(method, path, json, 'code_invalid');
  }

  /** Does something at a time that is the given number of seconds in the past. */
  async earlier<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    this.service.clock.advance(-seconds);
    try {
      return await work();
    } finally {
      this.service.clock.reset();
    }
  }

  /** The `result` of a request that must succeed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the OpenAPI document vouches for what is in it
  async expectResult<T = any>(method: string, path: string, status: number, sending: object = {}): Promise<T> {
    const answer = await this.service.request(method, path, sending);
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.json.result as T;
  }

  private async expectCode(method: string, path: string, json: object, code: string): Promise<void> {
    const answer = await this.service.request(method, path, { json });
    if (answer.json.code !== code) throw new Error(`${method} ${path} answered ${answer.text}, not ${code}`);
  }

  private core<T>(service: abstract new (...parameters: never[]) => T): T {
    return this.service.app.get<T>(service, { strict: false });
  }
}
