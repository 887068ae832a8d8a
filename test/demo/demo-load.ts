import { setTimeout as delay } from 'node:timers/promises';
import { DIALECT_NAMES, headerIn } from '../support/tokens/back-end';
import { type DemoSession, type DemoWorld, usingDemo } from '../support/demo/demo-world';
import type { Answer, LooseJson } from '../support/http/http-client';

/** The time for which a revoked token may still be accepted while the feed is up. */
const LIMIT_MS = 2000;

/** The allowed codes of a 503. Any other code is an error. */
const DOCUMENTED = new Set([
  'revocations_unavailable',
  'keys_unavailable',
  'introspection_unavailable',
  'portero_unavailable',
]);

interface Held extends DemoSession {
  /** `performance.now()` when the log-out was answered. */
  readonly endedAt: number | null;
}

/** Simulates people who log in, call, log out and call again. Records every wrong answer. Runs until `end()`. */
export class DemoLoad {
  private readonly demo: ReturnType<typeof usingDemo>;
  private readonly wrong: string[] = [];
  private readonly lines: string[] = [];
  private readonly signers = new Set<string>();
  private readonly ended: Held[] = [];
  private readonly tally = new Map<string, number>();
  private workers: Promise<void>[] = [];
  private isOver = false;
  private phase = '';
  private calls = 0;
  /** When the feed was last restored; `null` while it is interrupted. */
  private feedUpSince: number | null = performance.now();
  /** When the test interrupted the feed; `null` while the test does not block it. */
  private feedDownSince: number | null = null;
  private isPorteroUp = true;

  /** @param maxAgeMs the demo's limit: after so long without the feed it must refuse everybody */
  constructor(
    origin: string,
    private readonly people: DemoWorld['people'],
    private readonly maxAgeMs: number,
  ) {
    this.demo = usingDemo(origin);
  }

  start(workers: number): void {
    this.workers = Array.from({ length: workers }, (_, place) => this.work(place));
  }

  begin(phase: string): void {
    this.tell();
    this.phase = phase;
  }

  note(text: string): void {
    this.lines.push(`  ${text}`);
  }

  feedIsDown(): void {
    this.feedUpSince = null;
    this.feedDownSince = performance.now();
  }

  feedMayReturn(): void {
    this.feedDownSince = null;
  }

  feedIsUp(): void {
    this.feedUpSince = performance.now();
  }

  porteroIsDown(): void {
    this.isPorteroUp = false;
  }

  porteroIsUp(): void {
    this.isPorteroUp = true;
  }

  /** Lets all workers finish, and checks once more that ended sessions stay ended. */
  async end() {
    this.isOver = true;
    await Promise.all(this.workers);
    this.tell();
    for (const session of this.ended) await this.callEnded(session);
    const { wrong, lines, signers, calls } = this;
    return { wrong, lines, signers, calls, logOuts: this.ended.length };
  }

  private async work(place: number): Promise<void> {
    for (let round = place; this.isOn(); round += 1) {
      const dialect = DIALECT_NAMES[round % DIALECT_NAMES.length]!;
      const session = await this.logIn(dialect);
      if (session === null) {
        await delay(200);
        continue;
      }
      for (let count = 0; count < 8 && this.isOn(); count += 1) {
        await this.callLive(session);
        const former = this.ended[Math.floor(Math.random() * this.ended.length)];
        if (former !== undefined) await this.callEnded(former);
        await delay(25);
      }
      await this.logOut(session);
    }
  }

  private isOn(): boolean {
    return !this.isOver;
  }

  private async logIn(dialect: string): Promise<Held | null> {
    const wasUp = this.isPorteroUp;
    const answer = await this.demo.logIn(dialect, this.people.BUYER);
    this.count(answer);
    if (answer.status === 201) return { ...(answer.json as DemoSession), endedAt: null };
    const isExcused = !wasUp || !this.isPorteroUp;
    if (answer.status !== 503 || !isExcused) this.complain('log-in', answer);
    return null;
  }

  /** A live token is accepted, or the answer is a documented 503. */
  private async callLive({ dialect, standard, access }: Held): Promise<void> {
    const kid: unknown = headerIn(standard).kid;
    const downSince = this.feedDownSince;
    const sentAt = performance.now();
    const answer = await this.demo.call('/orders', standard);
    this.count(answer);
    const isDownStill = downSince !== null && downSince === this.feedDownSince;
    if (answer.status === 200 && isDownStill && sentAt - downSince > this.maxAgeMs)
      this.complain('after the silence', answer);
    if (answer.status !== 200 && answer.status !== 503) this.complain('a live standard token', answer);
    if (answer.status === 200) this.signers.add(String(kid));
    const own = await this.demo.call('/whoami', access);
    this.count(own);
    if (own.status !== 200 && own.status !== 503) this.complain(`a live token of ${dialect}`, own);
  }

  private async logOut(session: Held): Promise<void> {
    const answer = await this.demo.logOut(session);
    this.count(answer);
    if (answer.status === 200) this.ended.push({ ...session, endedAt: performance.now() });
    // After a 503 it is unknown whether the session ended, so it is not checked again.
    else if (answer.status !== 503) this.complain('a log-out', answer);
  }

  private async callEnded({ dialect, standard, endedAt }: Held): Promise<void> {
    const upSince = this.feedUpSince;
    const sentAt = performance.now();
    const answer = await this.demo.call('/orders', standard);
    this.count(answer);
    const isUpStill = upSince !== null && upSince === this.feedUpSince;
    const since = isUpStill ? sentAt - Math.max(endedAt ?? 0, upSince) : 0;
    if (answer.status === 200 && since > LIMIT_MS)
      this.complain(`ended by ${dialect} ${Math.round(since)} ms ago`, answer);
    if (![200, 401, 503].includes(answer.status)) this.complain('an ended token', answer);
  }

  private count({ status, json, headers }: Answer<LooseJson>): void {
    this.calls += 1;
    const name = status < 400 ? String(status) : `${status} ${json?.code}`;
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
    if (status < 500) return;
    const isDocumented = status === 503 && DOCUMENTED.has(json?.code) && headers.has('retry-after');
    if (!isDocumented) this.wrong.push(`${this.phase}: ${name}`);
  }

  private complain(what: string, { status, text }: Answer): void {
    this.wrong.push(`${this.phase}: ${what} was answered ${status} ${text.slice(0, 200)}`);
  }

  private tell(): void {
    const counted = [...this.tally].sort().map(([name, count]) => `${count} × ${name}`);
    if (this.phase !== '') this.lines.push(`${this.phase}: ${counted.join(', ')}`);
    this.tally.clear();
  }
}
