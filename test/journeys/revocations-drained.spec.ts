import { expect, it } from 'vitest';
import { basic } from '../support/http/http-client';
import { EventReader } from '../support/http/event-reader';
import { startService } from '../support/service/service';
import { defaultCredential } from '../support/tokens/back-end';

it('an event stream ends with the cursor to go on from when the process ends', async () => {
  const service = await startService();
  const authorization = basic(await defaultCredential(service));
  const reader = await EventReader.open(`${service.origin}/oauth/revocations`, { authorization });
  const first = await reader.next();
  const last = reader.next();
  await service.stop();
  expect(await last).toMatchObject({ event: 'revocations', id: first.id, data: { cursor: first.id } });
  await reader.close();
});
