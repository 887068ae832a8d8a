// Typical traffic of clients, with every request counted: log-ins, checks, refreshes, exchanges, log-outs and the feed.
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const PASSWORD = 'Password123';
const PAUSE_MS = 10;
const REQUEST_LIMIT_MS = 20_000;

/** How each dialect logs in and refreshes, and where its answers contain the tokens. */
const DIALECTS = {
  auth100: {
    logIn: ({ email, password, ownerUuid }) => ['/auth/login', { json: { email, password, ownerUuid } }],
    tokens: ({ result }) => ({ access: result.accessToken, refresh: result.refreshToken }),
    refresh: ({ refresh }) => ['POST', '/auth/refresh', { json: { refreshToken: refresh } }],
  },
  koko: {
    logIn: ({ email, password }) => ['/api/login', { json: { email, password } }],
    tokens: ({ data }) => ({ access: data.access_token, refresh: data.refresh_token }),
    refresh: ({ access, refresh }) => ['POST', '/api/token', { bearer: access, json: { refresh_token: refresh } }],
  },
  bookker: {
    logIn: ({ email, password }) => ['/api/v1/login', { json: { username: email, password } }],
    tokens: ({ token }) => ({ access: token, refresh: null }),
    refresh: ({ access }) => ['GET', '/api/v1/login/refresh', { bearer: access }],
  },
  simplejwt: {
    logIn: ({ email, password }) => ['/api/token/', { json: { email, password } }],
    tokens: ({ access, refresh }) => ({ access, refresh }),
    refresh: ({ refresh }) => ['POST', '/api/token/refresh/', { json: { refresh } }],
  },
  shoop: {
    logIn: ({ email, password }) => ['/api/v2/auth/login', { json: { email, password } }],
    tokens: ({ key }) => ({ access: key, refresh: null }),
    refresh: ({ access }) => ['GET', '/api/v2/user/me', { headers: { key: access } }],
  },
};

/** Traffic to one address, by users and back ends of one owner. */
export class Traffic {
  counts = new Map();
  failed = [];
  /** Standard tokens whose session ended. */
  ended = [];
  /** The ids that the feed reported, by polling and by streaming. */
  polled = new Set();
  streamed = new Set();
  streams = 0;
  hasUsers = true;
  isOver = false;

  constructor(origin, owner) {
    Object.assign(this, { origin, owner });
  }

  /** Creates a user. @returns what it logs in with */
  async newUser(number) {
    const email = `rolled-${number}-${Date.now()}@example.com`;
    const user = { email, password: PASSWORD, ownerUuid: this.owner.uuid };
    const { result } = await this.ask('register', 'POST', '/users', { json: user });
    const json = { ownerUuid: this.owner.uuid, verificationCode: result.verificationCode };
    await this.ask('verify', 'PUT', `/users/${result.uuid}/verify`, { json });
    return user;
  }

  /** Starts the traffic. `stopUsers` and `stop` wait for the last answers. */
  start(users) {
    this.workers = users.map((user, place) => this.work(user, place));
    this.readers = [this.poll(), this.stream()];
  }

  /** Stops the users. The back ends continue to read the feed. */
  async stopUsers() {
    this.hasUsers = false;
    await Promise.all(this.workers);
  }

  async stop() {
    this.isOver = true;
    this.openStream?.destroy();
    await Promise.all(this.readers);
  }

  total() {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async work(user, place) {
    for (let round = place; this.hasUsers; round += 1) {
      await this.live(user, Object.entries(DIALECTS)[round % 5]).catch((error) => this.failed.push(String(error)));
      await delay(PAUSE_MS);
    }
  }

  async live(user, [dialect, { logIn, tokens, refresh }]) {
    const [path, sending] = logIn(user);
    let session = tokens(await this.ask('log-in', 'POST', path, sending));
    await this.check(session);
    const answer = await this.ask('refresh', ...refresh(session));
    if (dialect !== 'shoop') session = { ...session, ...defined(tokens(answer)) };
    await this.check(session);
    const standard = await this.exchange(session);
    const { owner } = this;
    await this.ask('log-out', 'POST', '/oauth/revoke', { owner, form: { token: session.access } });
    this.ended.push(standard);
  }

  async check({ access }) {
    const form = { token: access };
    const { active } = await this.ask('introspection', 'POST', '/oauth/introspect', { owner: this.owner, form });
    if (active !== true) throw new Error('a live token was reported as inactive');
    await this.ask('forward-auth', 'GET', '/forward-auth', { bearer: access });
  }

  async exchange({ access }) {
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: access,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    };
    return (await this.ask('exchange', 'POST', '/oauth/token', { owner: this.owner, form })).access_token;
  }

  async poll() {
    let cursor = '';
    while (!this.isOver) {
      const query = cursor === '' ? '' : `?since=${encodeURIComponent(cursor)}`;
      const page = await this.ask('feed', 'GET', `/oauth/revocations${query}`, { owner: this.owner }).catch((error) => {
        this.failed.push(String(error));
      });
      if (page !== undefined) cursor = page.cursor;
      for (const entry of page?.revocations ?? []) this.polled.add(entry.sid ?? entry.jti);
      await delay(200);
    }
  }

  // A pod that ends closes its streams. The client continues at another pod after the last event.
  async stream() {
    let last = {};
    while (!this.isOver) {
      this.streams += 1;
      const headers = { ...basic(this.owner), accept: 'text/event-stream', ...last };
      const answer = await open(this.origin, 'GET', '/oauth/revocations', { headers }).catch((error) => error);
      if (answer.statusCode !== 200) this.failed.push(`stream: ${answer.statusCode ?? answer}`);
      else last = await this.read(answer, last);
    }
  }

  async read(answer, last) {
    this.openStream = answer;
    let text = '';
    try {
      for await (const chunk of answer.setEncoding('utf8')) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop();
        for (const block of blocks) last = this.take(block) ?? last;
      }
    } catch {
      // The connection was cut. The next one continues after `last`.
    }
    return last;
  }

  take(block) {
    const data = /^data: (.*)$/mu.exec(block)?.[1];
    if (data === undefined) return null;
    for (const entry of JSON.parse(data).revocations) this.streamed.add(entry.sid ?? entry.jti);
    return { 'last-event-id': /^id: (.*)$/mu.exec(block)?.[1] ?? '' };
  }

  async ask(operation, method, path, sending) {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
    const answer = await open(this.origin, method, path, sending).catch((error) => {
      throw new Error(`${operation} ${path}: ${error.message}`);
    });
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk;
    if (answer.statusCode >= 300) throw new Error(`${operation} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return text === '' ? {} : JSON.parse(text);
  }
}

/** The ids by which the feed may report a standard token. */
export function namesOf(token) {
  const { jti, sid } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  return [jti, sid].filter((name) => name !== undefined);
}

function defined(tokens) {
  return Object.fromEntries(Object.entries(tokens).filter(([, token]) => typeof token === 'string'));
}

function basic({ uuid, secret }) {
  return { authorization: `Basic ${Buffer.from(`${uuid}:${secret}`).toString('base64')}` };
}

// Each request uses a new connection, because a kept one may close under the next request, whatever the server does.
function open(origin, method, path, { json, form, bearer, owner, headers = {} }) {
  const body = json === undefined ? form && new globalThis.URLSearchParams(form).toString() : JSON.stringify(json);
  const all = {
    ...(body === undefined ? {} : { 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(owner === undefined ? {} : basic(owner)),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}${path}`, { method, headers: all, agent: false, timeout: REQUEST_LIMIT_MS });
    asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.once('error', reject).once('response', resolve).end(body);
  });
}
