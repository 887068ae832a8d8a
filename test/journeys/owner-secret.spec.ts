import { describe, expect, it } from 'vitest';
import { operatorOwner, STRONG_PASSWORD } from '../support/accounts/operator-owner';
import { sharedService } from '../support/service/service';

describe('the secret of an owner', () => {
  it('that was stolen does not outlive two rotations, nor one at once', async () => {
    const service = await sharedService('hardened');
    const stolen = await operatorOwner(service);
    const works = async (secret: string) =>
      (await service.request('GET', '/owner/clients', { owner: { uuid: stolen.uuid, secret } })).status === 200;
    const rotate = async (fields: object = {}): Promise<string> => {
      const json = { email: stolen.email, ownerUuid: stolen.uuid, password: STRONG_PASSWORD, ...fields };
      return (await service.request('POST', '/owner/rotate-secret', { json })).json.result.secret;
    };
    const second = await rotate();
    expect([await works(stolen.secret), await works(second)]).toEqual([true, true]);
    const third = await rotate({ atOnce: false });
    expect([await works(stolen.secret), await works(second), await works(third)]).toEqual([false, true, true]);
    const fourth = await rotate({ atOnce: true });
    expect([await works(second), await works(third), await works(fourth)]).toEqual([false, false, true]);
  });
});
