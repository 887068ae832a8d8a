import { beforeAll, describe, expect, it } from 'vitest';
import {
  PASSWORD,
  registerOwner,
  type TestOwner,
  type TestUser,
  verifiedUser,
} from '../support/accounts/auth100-accounts';
import { sharedService, type TestService } from '../support/service/service';
import { atOnce, statuses } from './outcomes';

/** Nothing listens there: deliveries wait. */
const URL_OF_HOOK = 'http://127.0.0.1:9/hook';

describe('webhooks that are deleted while events happen', () => {
  let service: TestService;
  let owner: TestOwner;
  let user: TestUser;

  beforeAll(async () => {
    service = await sharedService();
    owner = await registerOwner(service);
    user = await verifiedUser(service, owner);
  });

  const addHook = async (): Promise<string> => {
    const { json } = await service.request('POST', '/owner/webhooks', { owner, json: { url: URL_OF_HOOK } });
    return json.result.webhookId as string;
  };

  const logIn = () =>
    service.request('POST', '/auth/login', {
      json: { email: user.email, password: PASSWORD, ownerUuid: owner.uuid },
    });

  it('fail no event that began before the deletion was committed', async () => {
    const id = await addHook();
    const deletion = service.dataSource.createQueryRunner();
    await deletion.startTransaction();
    await deletion.query('DELETE FROM webhook_endpoints WHERE id = $1', [id]);
    const answers = atOnce(3, logIn);
    // By then the log-ins wait for the deletion, or ended without it; both orders must work.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await deletion.commitTransaction();
    await deletion.release();
    expect(statuses(await answers)).toEqual({ 200: 3 });
    const left = await service.dataSource.query(
      'SELECT count(*)::int AS count FROM webhook_deliveries WHERE endpoint_id = $1',
      [id],
    );
    expect(left).toEqual([{ count: 0 }]);
  });

  it('hold up neither each other nor what else the owner does', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await addHook());
    const answers = await Promise.all([
      atOnce(4, (index) => service.request('DELETE', `/owner/webhooks/${ids[index]}`, { owner })),
      atOnce(4, () => service.request('POST', '/owner/webhooks', { owner, json: { url: URL_OF_HOOK } })),
      atOnce(6, logIn),
    ]);
    expect(statuses(answers.flat())).toEqual({ 200: 10, 201: 4 });
  });
});
