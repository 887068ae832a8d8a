import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FakeIssuer, startFakeIssuer } from '@portero/token-guard/testing';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createOrdersDemo } from '../orders-demo.setup';
import type { DemoSettings } from '../settings/demo-settings';

/** A caller with a role, by the token that it sends. */
export interface Person {
  readonly id: string;
  readonly token: string;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what the specs find out
  readonly body: any;
}

/** The service behind an issuer that speaks as Portero does. */
export interface Demo {
  readonly issuer: FakeIssuer;
  readonly dataSource: DataSource;
  person(role: string, owner?: string): Person;
  send(method: 'GET' | 'POST' | 'PUT', url: string, by?: Person | null, payload?: object | string): Promise<Reply>;
  stop(): Promise<void>;
}

/** Boots it on a database in memory. */
export async function startDemo(): Promise<Demo> {
  const issuer = await startFakeIssuer();
  const app: NestFastifyApplication = await createOrdersDemo(settingsFor(issuer), false);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    issuer,
    dataSource: app.get(DataSource),
    person(role, ofOwner) {
      const id = randomUUID();
      return {
        id,
        token: issuer.mintUser({ sub: id, roles: [role], ...(ofOwner === undefined ? {} : { owner: ofOwner }) }),
      };
    },
    async send(method, path, by = null, payload) {
      const headers = {
        ...(by === null ? {} : { authorization: `Bearer ${by.token}` }),
        ...(typeof payload === 'string' ? { 'content-type': 'application/json' } : {}),
      };
      const body = payload === undefined ? {} : { payload };
      const answer = await app.inject({ method, url: path, headers, ...body });
      const isJson = String(answer.headers['content-type']).includes('json');
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: isJson ? answer.json<unknown>() : answer.body,
      };
    },
    async stop() {
      await app.close();
      await issuer.stop();
    },
  };
}

function settingsFor({ url, owner, secret }: FakeIssuer): DemoSettings {
  return {
    http: { host: '127.0.0.1', port: 0 },
    databaseFolder: null,
    portero: { url, owner, clientId: owner, secret },
    revocations: { fail: 'closed', maxAgeSeconds: 30 },
    accounts: [{ role: 'BUYER', email: 'buyer@demo.example', password: 'Password123' }],
  };
}
