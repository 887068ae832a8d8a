import { setTimeout as delay } from 'node:timers/promises';
import { Dice } from '../support/http/dice';
import { targetsOf } from '../support/http/documented-operations';
import { OpenApiConformance } from '../support/http/openapi-conformance';
import { hostileDraft } from './hostile-draft';
import type { HostileWorld } from './hostile-world';
import { complaintAbout } from './judge';
import { exchange } from './socket-exchange';

const AT_ONCE = 8;

/** The number of requests after which new users and sessions are added. */
const REPLENISH_EVERY = 250;

/** An unexpected line of the log. */
const SEVERE = /"level":(?:50|60|"error"|"fatal")|UnhandledPromiseRejection|Warning:/u;

/** The result of a search. */
export interface Findings {
  readonly requests: number;
  /** The number of answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly operations: number;
  /** The operations that succeeded at least once, which shows that requests passed all their checks. */
  readonly succeeded: readonly string[];
  readonly complaints: readonly string[];
  /** CPU time of the longest turn of the event loop. */
  readonly longestTurnMs: number;
  /** The longest delay of the event loop, which increases on a busy machine. */
  readonly longestDelayMs: number;
}

/** Sends the requests, over every operation in turn. The seed decides the choices; the service makes ids, codes and tokens. */
export async function search(world: HostileWorld, seed: number, requests: number): Promise<Findings> {
  const { service, document, pool } = world;
  const port = Number(new URL(service.origin).port);
  const targets = targetsOf(document);
  const conformance = OpenApiConformance.of(document);
  const tally = { statuses: new Map<string, number>(), succeeded: new Set<string>(), complaints: [] as string[] };
  const one = async (index: number): Promise<void> => {
    const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    const request = hostileDraft(dice, targets[index % targets.length]!, pool, port);
    const answer = await exchange(port, request.bytes);
    const status = String(answer.status);
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
    const complaint = complaintAbout(request, answer, conformance);
    if (complaint !== null) tally.complaints.push(`#${index} ${complaint}`);
    if (answer.status < 200 || answer.status > 299) return;
    if (request.isOperation) tally.succeeded.add(request.operation);
    if (answer.headers['content-type']?.includes('json') === true)
      pool.harvest(JSON.parse(answer.text || 'null'), request.party);
  };
  await world.replenish();
  service.child.kill('SIGUSR2');
  for (let begun = 0; begun < requests; begun += REPLENISH_EVERY) {
    const end = Math.min(begun + REPLENISH_EVERY, requests);
    await inParallel(begun, end, one);
    await world.replenish();
  }
  const { turnMs, delayMs } = await stopAndMeasure(world);
  const severe = service
    .output()
    .split('\n')
    .filter((line) => SEVERE.test(line));
  return {
    requests,
    statuses: Object.fromEntries([...tally.statuses].sort(([a], [b]) => Number(a) - Number(b))),
    operations: targets.length,
    succeeded: [...tally.succeeded].sort(),
    complaints: [...tally.complaints, ...severe.map((line) => `in the log: ${line.slice(0, 2000)}`)],
    longestTurnMs: turnMs,
    longestDelayMs: delayMs,
  };
}

async function inParallel(from: number, to: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < to; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Stops the service as an operator would. Its probe then prints what it measured. */
async function stopAndMeasure({
  service,
}: HostileWorld): Promise<{ readonly turnMs: number; readonly delayMs: number }> {
  const code = await service.stop();
  if (code !== 0) throw new Error(`The service ended with ${code}:\n${service.output().slice(-3000)}`);
  for (let tries = 0; tries < 50; tries += 1) {
    const found = /loop-probe (\{.*\})/u.exec(service.output())?.[1];
    if (found !== undefined) return JSON.parse(found) as { turnMs: number; delayMs: number };
    await delay(100);
  }
  throw new Error(`The probe printed nothing:\n${service.output().slice(-3000)}`);
}
