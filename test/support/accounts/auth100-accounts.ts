import { randomBytes } from 'node:crypto';
import type { TestService } from '../service/service';

/** An owner of a test. */
export interface TestOwner {
  readonly uuid: string;
  readonly secret: string;
  readonly email: string;
  readonly password: string;
  readonly verificationCode: string;
}

/** A user of a test. */
export interface TestUser {
  readonly uuid: string;
  readonly id: number;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const PASSWORD = 'Password123';

/** A unique e-mail address. */
export function freshEmail(): string {
  return `u${randomBytes(6).toString('hex')}@example.com`;
}

/** Registers an owner over the wire (documented mode). */
export async function registerOwner(service: TestService, email = freshEmail()): Promise<TestOwner> {
  const { json, status, text } = await service.request('POST', '/owner', {
    json: { email, password: PASSWORD, owner: 'Test owner' },
  });
  if (status !== 201) throw new Error(`No owner: ${text}`);
  return { ...json.result, email, password: PASSWORD };
}

/** Registers a user over the wire, unverified (documented mode). */
export async function registerUser(
  service: TestService,
  owner: Pick<TestOwner, 'uuid'>,
  fields: Record<string, unknown> = {},
): Promise<{ uuid: string; verificationCode: string; email: string; password: string }> {
  const body = { email: freshEmail(), ownerUuid: owner.uuid, password: PASSWORD, rol: 1, ...fields };
  const { json, status, text } = await service.request('POST', '/users', { json: body });
  if (status !== 201) throw new Error(`No user: ${text}`);
  return { ...json.result, email: body.email, password: body.password };
}

/** Registers and verifies a user over the wire (documented mode). */
export async function verifiedUser(
  service: TestService,
  owner: Pick<TestOwner, 'uuid'>,
  fields: Record<string, unknown> = {},
): Promise<TestUser> {
  const { verificationCode, ...user } = await registerUser(service, owner, fields);
  const { json, status, text } = await service.request('PUT', `/users/${user.uuid}/verify`, {
    json: { verificationCode },
  });
  if (status !== 200) throw new Error(`Not verified: ${text}`);
  return { ...user, ...json.result };
}
