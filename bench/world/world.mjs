import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../test/support/postgres/postgres-server.mjs';
import { startLimit } from '../limits/start-limit.mjs';
import { runCommand, settingsOf, startPortero } from '../service/portero.mjs';
import { startCountingProxy } from '../statements/counting-proxy.mjs';
import { addUsers, analyse, hashOfPassword } from './accounts.mjs';
import { makeKeys, publicKeyOf } from './keys.mjs';
import { openKind, sendRequest, SESSIONS } from './sessions.mjs';

/** Typical settings of a server of this size in production, with durable commits. */
const POSTGRES = { durable: true, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } };

/** The processes and data that the rows measure. Processes start when a row first needs them. */
export class World {
  #folder;
  #postgres;
  #lazy = new Map();
  #stops = [];

  constructor({ build, users, sessions = SESSIONS, profile = false }) {
    this.build = build;
    this.users = users;
    this.sessions = sessions;
    this.profile = profile;
    this.keys = makeKeys();
  }

  async open() {
    this.#folder = await mkdtemp(join(tmpdir(), 'portero-bench-'));
    this.#postgres = await startPostgres(POSTGRES);
    this.databaseUrl = await this.#postgres.createDatabase('bench');
    this.passwordHash = await hashOfPassword();
    const first = await this.portero();
    this.owner = await this.#ownerOf(first);
    await this.addUsersTo(this.databaseUrl, 1, this.users);
    await analyse(this.databaseUrl);
  }

  /** The process that most rows measure. */
  portero() {
    return this.once('portero', () => this.startPortero('portero'));
  }

  /** The second process on the same database. */
  secondPortero() {
    return this.once('second', () => this.startPortero('second'));
  }

  /** A process whose SimpleJWT refresh tokens rotate. */
  rotatingPortero() {
    return this.once('rotating', () => this.startPortero('rotating', { SIMPLEJWT_ROTATE_REFRESH: 'true' }));
  }

  /** The bare designs. */
  limit() {
    return this.once('limit', async () => startLimit(await this.limitSettings('limit')));
  }

  secondLimit() {
    return this.once('second limit', async () => startLimit(await this.limitSettings('second-limit')));
  }

  /** Live tokens of one kind, made when a row first needs them. */
  tokens(kind) {
    return this.once(`tokens ${kind}`, () => openKind(this, kind));
  }

  /** A process whose statements are counted. */
  counted(more = {}) {
    return this.once(`counted ${JSON.stringify(more)}`, async () => {
      const proxy = await startCountingProxy(this.databaseUrl);
      this.onStop(() => proxy.stop());
      return { proxy, ...(await this.startPortero('counted', { DATABASE_URL: proxy.url, ...more })) };
    });
  }

  /** Starts something once and keeps it until the end. */
  once(name, start) {
    if (!this.#lazy.has(name))
      this.#lazy.set(
        name,
        start().then((started) => this.#kept(started)),
      );
    return this.#lazy.get(name);
  }

  onStop(stop) {
    this.#stops.push(stop);
  }

  /** Starts a process of the service. Its `stop()` ends it, or else the end of the run does. */
  async startPortero(name, more = {}) {
    const nodeOptions = this.profile && name === 'portero' ? ['--cpu-prof', `--cpu-prof-dir=${this.profile}`] : [];
    const settings = { ...(await this.settings()), ...more };
    return startPortero({ build: this.build, settings, log: this.logOf(name), nodeOptions });
  }

  async settings(databaseUrl = this.databaseUrl) {
    const dataFolder = join(this.#folder, 'data');
    await mkdir(dataFolder, { recursive: true });
    return settingsOf({ databaseUrl, dataFolder, keys: this.keys });
  }

  async limitSettings(name) {
    const { databaseUrl, keys, owner } = this;
    const { origin } = await this.portero();
    const jwks = await sendRequest(origin, { method: 'GET', path: '/.well-known/jwks.json' });
    const standardKey = publicKeyOf((await this.tokens('standard'))[0].access, jwks);
    const about = { ownerSecret: owner.secret, ownerUuid: owner.uuid, jwks: JSON.stringify(jwks), standardKey };
    return { databaseUrl, keys, log: this.logOf(name), ...about };
  }

  logOf(name) {
    return join(this.#folder, `${name}.log`);
  }

  get folder() {
    return this.#folder;
  }

  /** Creates an empty database beside the first one. */
  createDatabase(name) {
    return this.#postgres.createDatabase(name);
  }

  addUsersTo(databaseUrl, from, to) {
    const { passwordHash, owner } = this;
    return addUsers(databaseUrl, { ownerUuid: owner.uuid, passwordHash, from, to });
  }

  async close() {
    for (const stop of this.#stops.reverse()) await stop();
    await this.#postgres?.stop();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  #kept(started) {
    if (started.stop) this.onStop(started.stop);
    return started;
  }

  async #ownerOf({ origin }) {
    const home = await sendRequest(origin, { method: 'GET', path: '/', headers: { accept: 'application/json' } });
    const words = ['owners', 'rotate-secret', home.defaultOwner];
    const { secret } = await runCommand({ build: this.build, settings: await this.settings() }, words);
    return { uuid: home.defaultOwner, secret };
  }
}
