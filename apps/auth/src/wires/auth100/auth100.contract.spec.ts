import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExamplePair, readExamples } from '@auth/openapi/example-pairs';
import { MailReader, SmtpSink } from '@test/support/mail/mail-reader';
import { CONTRACT_MODES } from '@test/support/replay/contract-modes';
import { replayExamples } from '@test/support/replay/replay-examples';
import { STAGE_PASSWORD, Auth100Stage } from '@test/support/replay/auth100-stage';
import { AUTH100_STATES } from '@test/support/replay/auth100-states';
import { HARDENED_ENV, sharedService, startService, type TestService } from '@test/support/service/service';

const EXAMPLES = readExamples(join(__dirname, 'examples'));

/** The operations of the document, in its order. */
const PRINTED = [
  'POST /owner',
  'PUT /owner/426e8da8-ba8d-4622-9e53-86587d6bca9c/verify',
  'PUT /owner/426e8da8-ba8d-4622-9e53-86587d6bca9c/resend',
  'POST /owner/request-change-password',
  'PUT /owner/change-password',
  'POST /users',
  'PUT /users/a367d66b-c695-43fc-bccd-f7964059d45c/verify',
  'PUT /users/a367d66b-c695-43fc-bccd-f7964059d45c/resend',
  'POST /users/request-change-password',
  'POST /users/request-change-password-verify',
  'PUT /users/change-password',
  'GET /users?owner=bdd339af-b926-4215-94d6-29375773695d',
  'GET /users/id/2/?owner=bdd339af-b926-4215-94d6-29375773695d',
  'GET /users/uuid/a367d66b-c695-43fc-bccd-f7964059d45c',
  'DELETE /users/id/2/?owner=bdd339af-b926-4215-94d6-29375773695d',
  'DELETE /users/uuid/a367d66b-c695-43fc-bccd-f7964059d45c',
];

const USER_UUID = 'a367d66b-c695-43fc-bccd-f7964059d45c';

/** Operations that need the owner's credential in hardened mode. */
const OWNER_SCOPED = [
  'createUser',
  'resendUserCode',
  'listUsers',
  'getUserById',
  'getUserByUuid',
  'deleteUserById',
  'deleteUserByUuid',
];

describe('the examples of Auth100', () => {
  it('hold every sample of the document once', () => {
    const printed = [...EXAMPLES.values()].flatMap(({ pairs }) => pairs.filter((pair) => pair.printed));
    expect(printed.map(({ request }) => `${request.method} ${request.path}`).sort()).toEqual([...PRINTED].sort());
    for (const { request } of printed) expect(request.headers).toEqual({ 'country-code': 'AR' });
  });
});

describe('the examples of Auth100, in documented mode', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await sharedService();
  });

  replayExamples({
    tag: 'Auth100',
    examples: EXAMPLES,
    states: AUTH100_STATES,
    mode: 'documented',
    service: () => service,
  });
});

describe('the user flow that Auth100 prints', () => {
  it('runs exactly as printed on a fresh service, whose default owner is the printed one', async () => {
    const service = await sharedService();
    const real = new Map<string, string>();
    for (const operation of ['createUser', 'verifyUser', 'listUsers', 'getUserByUuid', 'deleteUserByUuid']) {
      const { request, response } = printedPair(operation);
      const text = JSON.stringify(request.body ?? {}).replace('3623', real.get('3623') ?? '');
      const path = request.path.replace(USER_UUID, real.get(USER_UUID) ?? '');
      const body = request.body === undefined ? {} : { json: JSON.parse(text) as unknown };
      const answer = await service.request(request.method, path, { headers: request.headers, ...body });
      expect([operation, answer.status]).toEqual([operation, response.status]);
      if (operation !== 'createUser') continue;
      real.set(USER_UUID, answer.json.result.uuid).set('3623', answer.json.result.verificationCode);
    }
  });
});

describe.each(CONTRACT_MODES.filter((mode) => mode === 'hardened'))('the examples of Auth100, in %s mode', () => {
  let sink: SmtpSink;
  let service: TestService;
  let mails: MailReader;

  beforeAll(async () => {
    sink = await SmtpSink.start();
    service = await startService({ ...HARDENED_ENV, SMTP_URL: sink.url });
    mails = MailReader.ofSink(sink);
  });

  afterAll(async () => {
    await service.stop();
    await sink.stop();
  });

  replayExamples({
    tag: 'Auth100',
    examples: EXAMPLES,
    states: AUTH100_STATES,
    mode: 'hardened',
    service: () => service,
    ownerScoped: OWNER_SCOPED,
  });

  it.each(OWNER_SCOPED)('refuse %s without the credential of the owner', async (operation) => {
    const { method, path, body } = printedPair(operation).request;
    const answer = await service.request(method, path, body === undefined ? {} : { json: body });
    expect([answer.status, answer.json.code]).toEqual([401, 'owner_credential_invalid']);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="owner", charset="UTF-8"');
  });

  it('mail the code that "Resend Owner verification code" does not return', async () => {
    const owner = await new Auth100Stage(service, STAGE_PASSWORD).owner({ verified: false });
    const first = await mails.nextCode(owner.email);
    const resent = await service.request('PUT', `/owner/${owner.uuid}/resend`);
    expect(resent.json).toEqual({ verificationCode: null });
    const second = await mails.nextCode(owner.email);
    const verify = (verificationCode: string) =>
      service.request('PUT', `/owner/${owner.uuid}/verify`, { json: { verificationCode } });
    if (first !== second) expect((await verify(first)).json.code).toBe('code_invalid');
    expect((await verify(second)).status).toBe(200);
  });

  it.each(['owner', 'users'])('mail the code that "Request change password" of %s does not return', async (kind) => {
    const stage = new Auth100Stage(service, STAGE_PASSWORD);
    const owner = await stage.owner();
    const { email } = kind === 'owner' ? owner : await stage.verifiedUser(owner);
    await mails.nextCode(email);
    const name = { email, ownerUuid: owner.uuid };
    const requested = await service.request('POST', `/${kind}/request-change-password`, { json: name });
    expect(requested.json).toEqual({ result: { successful: true, verificationCodePassword: null } });
    const change = { ...name, verificationCodePassword: await mails.nextCode(email), password: 'otro-rio-muy-largo' };
    const changed = await service.request('PUT', `/${kind}/change-password`, { json: change });
    expect(changed.json).toEqual({ result: { successful: true } });
  });

  it('mail nothing to an unknown e-mail', async () => {
    const owner = await new Auth100Stage(service, STAGE_PASSWORD).owner();
    const name = { email: 'nobody-at-all@example.com', ownerUuid: owner.uuid };
    await service.request('POST', '/users/request-change-password', { json: name });
    await service.request('POST', '/owner/request-change-password', { json: name });
    await mails.nextCode(owner.email);
    expect(sink.mails.flatMap(({ to }) => to)).not.toContain(name.email);
  });
});

function printedPair(operation: string): ExamplePair {
  const pair = EXAMPLES.get(operation)?.pairs.find(({ printed }) => printed);
  if (!pair) throw new Error(`The document prints no ${operation}`);
  return pair;
}
