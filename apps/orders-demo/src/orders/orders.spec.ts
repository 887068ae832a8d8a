import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, type Person, startDemo } from '../testing/orders-demo.fixture';
import { callerOf } from './caller';
import { Order } from '../database/order.entity';
import { visibleOrders } from './visible-orders';

describe('orders', () => {
  let demo: Demo;
  let buyer: Person;
  let seller: Person;
  let admin: Person;

  beforeAll(async () => {
    demo = await startDemo();
    [buyer, seller, admin] = ['BUYER', 'SELLER', 'ADMIN'].map((role) => demo.person(role)) as [Person, Person, Person];
  });
  afterAll(() => demo.stop());

  async function place(by: Person, wish: object = { product: 'Tea', quantity: 2 }): Promise<string> {
    const { status, body } = await demo.send('POST', '/orders', by, wish);
    expect(status).toBe(201);
    return body.id;
  }

  async function idsSeenBy(person: Person): Promise<string[]> {
    const { status, body } = await demo.send('GET', '/orders', person);
    expect(status).toBe(200);
    return (body.orders as { id: string }[]).map(({ id }) => id);
  }

  it('are placed by a BUYER, for itself, whatever else the body says', async () => {
    const wish = { product: '  Tea  ', quantity: 2, owner: randomUUID(), buyer: randomUUID(), status: 'SHIPPED' };
    const { status, headers, body } = await demo.send('POST', '/orders', buyer, wish);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      product: 'Tea',
      quantity: 2,
      status: 'NEW',
      buyer: buyer.id,
      placedAt: expect.any(String),
      shippedAt: null,
      shippedBy: null,
    });
    expect(headers['location']).toBe(`/orders/${body.id}`);
    expect((await demo.send('GET', `/orders/${body.id}`, buyer)).body).toEqual(body);
    const row = await demo.dataSource.getRepository(Order).findOneByOrFail({ id: body.id });
    expect([row.owner, row.buyer]).toEqual([demo.issuer.owner, buyer.id]);
  });

  it('are placed and shipped by nobody whose role is another', async () => {
    const id = await place(buyer);
    for (const other of [seller, admin, demo.person('USER'), demo.person('SEMIADMIN')]) {
      const { status, body } = await demo.send('POST', '/orders', other, { product: 'Tea', quantity: 1 });
      expect([status, body.code]).toEqual([403, 'insufficient_role']);
    }
    for (const other of [buyer, admin, demo.person('USER'), demo.person('SEMIADMIN')]) {
      const { status, body } = await demo.send('POST', `/orders/${id}/ship`, other);
      expect([status, body.code]).toEqual([403, 'insufficient_role']);
    }
    for (const other of [demo.person('USER'), demo.person('SEMIADMIN')]) {
      expect((await demo.send('GET', '/orders', other)).status).toBe(403);
    }
  });

  it('are shipped by a SELLER, once, however many try at the same time', async () => {
    const id = await place(buyer);
    const sellers = [seller, ...Array.from({ length: 7 }, () => demo.person('SELLER'))];
    const answers = await Promise.all(sellers.map((each) => demo.send('POST', `/orders/${id}/ship`, each)));
    const won = answers.flatMap(({ status, body }, place) =>
      status === 200 ? [{ body, seller: sellers[place] }] : [],
    );
    const lost = answers.filter(({ status }) => status !== 200).map(({ status, body }) => [status, body.code]);
    expect(won).toHaveLength(1);
    expect(won[0]!.body).toMatchObject({ status: 'SHIPPED', shippedBy: won[0]!.seller!.id });
    expect(lost).toEqual(Array.from({ length: 7 }, () => [409, 'order_already_shipped']));
  });

  it('are seen by their BUYER, by every SELLER while they wait, by the one who shipped them, and by an ADMIN', async () => {
    const [waiting, shipped] = [await place(buyer), await place(buyer)];
    await demo.send('POST', `/orders/${shipped}/ship`, seller);
    const seen = async (person: Person): Promise<boolean[]> => {
      const ids = await idsSeenBy(person);
      const single = await Promise.all(
        [waiting, shipped].map(async (id) => (await demo.send('GET', `/orders/${id}`, person)).status === 200),
      );
      expect([waiting, shipped].map((id) => ids.includes(id))).toEqual(single);
      return single;
    };
    expect(await seen(buyer)).toEqual([true, true]);
    expect(await seen(seller)).toEqual([true, true]);
    expect(await seen(admin)).toEqual([true, true]);
    expect(await seen(demo.person('BUYER'))).toEqual([false, false]);
    expect(await seen(demo.person('SELLER'))).toEqual([true, false]);
  });

  it('of another owner are not there, not even for an ADMIN or to be shipped', async () => {
    const order = {
      id: randomUUID(),
      owner: randomUUID(),
      buyer: buyer.id,
      product: 'Tea',
      quantity: 1,
      status: 'NEW',
    };
    const rows = demo.dataSource.getRepository(Order);
    await rows.insert({ ...order, status: 'NEW', placedAt: new Date(), shippedAt: null, shippedBy: null });
    for (const person of [buyer, seller, admin]) {
      expect(await idsSeenBy(person)).not.toContain(order.id);
      expect((await demo.send('GET', `/orders/${order.id}`, person)).body.code).toBe('order_not_found');
    }
    expect((await demo.send('POST', `/orders/${order.id}/ship`, seller)).body.code).toBe('order_not_found');
    expect((await rows.findOneByOrFail({ id: order.id })).status).toBe('NEW');
    expect((await demo.send('GET', '/orders', demo.person('ADMIN', order.owner))).body.code).toBe('wrong_owner');
  });

  it.each([
    ['no product', 'product', { quantity: 1 }],
    ['an empty product', 'product', { product: '  ', quantity: 1 }],
    ['a product of 81 characters', 'product', { product: 'x'.repeat(81), quantity: 1 }],
    ['a product with a NUL', 'product', { product: 'a\u0000b', quantity: 1 }],
    ['a product that is no text', 'product', { product: ['Tea'], quantity: 1 }],
    ['no quantity', 'quantity', { product: 'Tea' }],
    ['a quantity of 0', 'quantity', { product: 'Tea', quantity: 0 }],
    ['a quantity of 100', 'quantity', { product: 'Tea', quantity: 100 }],
    ['half a quantity', 'quantity', { product: 'Tea', quantity: 1.5 }],
    ['a quantity in words', 'quantity', { product: 'Tea', quantity: '1' }],
  ])('with %s are refused, and the field is named', async (_, field, wish) => {
    const { status, headers, body } = await demo.send('POST', '/orders', buyer, wish);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/u);
    expect(body.fields).toEqual([expect.stringMatching(new RegExp(`^${field} must`, 'u'))]);
  });

  it('are found by a uuid or not at all', async () => {
    for (const id of ['1', 'x', "'; DROP TABLE orders", randomUUID()]) {
      expect((await demo.send('GET', `/orders/${encodeURIComponent(id)}`, admin)).body.code).toBe('order_not_found');
    }
  });

  it('cannot be half shipped, nor of an unknown status: the table itself refuses that', async () => {
    const id = await place(buyer);
    for (const change of [
      `status = 'SHIPPED'`,
      `shipped_at = now()`,
      `status = 'LOST'`,
      `quantity = 0`,
      `product = ''`,
    ]) {
      await expect(demo.dataSource.query(`UPDATE orders SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
        /ck_orders/u,
      );
    }
  });

  it('have the columns that the entity says', async () => {
    const { upQueries } = await demo.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});

describe('who sees what', () => {
  it('is nothing for a role that has no business with orders', () => {
    expect(visibleOrders({ id: 'me', owner: 'us', roles: ['USER'] })).toEqual([]);
    expect(visibleOrders({ id: 'me', owner: 'us', roles: [] })).toEqual([]);
  });

  it('is decided within the owner, which every caller has', () => {
    const roles = ['ADMIN', 'SELLER', 'BUYER'];
    for (const role of roles)
      for (const where of visibleOrders({ id: 'me', owner: 'us', roles: [role] })) expect(where.owner).toBe('us');
    const identity = { kind: 'user', subject: '7', roles, rolesKnown: false, verifiedBy: 'signature' } as const;
    const rest = {
      owner: undefined,
      dialect: 'koko',
      emailVerified: false,
      tokenId: undefined,
      issuedAt: undefined,
      expiresAt: undefined,
    };
    expect(() => callerOf({ ...identity, ...rest })).toThrow('A caller of no owner');
  });
});
