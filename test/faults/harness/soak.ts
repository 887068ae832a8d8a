import { setTimeout as delay } from 'node:timers/promises';
import { Ledger } from './ledger';
import { scrape, sumOf } from './metrics';
import { Traffic } from './traffic';
import type { World } from './world';

const SAMPLES = 30;

/** What is measured again and again while traffic goes on. */
export interface SoakSample {
  /** Megabytes of resident memory. */
  readonly memory: number;
  /** Open handles of the process: sockets, timers, files. */
  readonly handles: number;
  /** Connections to the database. */
  readonly connections: number;
  /** Milliseconds that the 99th of 100 requests took, of those since the sample before. */
  readonly p99: number;
}

/** Sends mixed traffic for so long, and takes thirty samples. */
export async function soak(world: World, ledger: Ledger, milliseconds: number): Promise<SoakSample[]> {
  const traffic = new Traffic(world.target, ledger);
  const samples: SoakSample[] = [];
  try {
    for (let count = 0; count < SAMPLES; count += 1) {
      const since = performance.now();
      await delay(milliseconds / SAMPLES);
      samples.push({ ...(await processSample(world)), p99: ledger.percentileSince(since, 0.99) });
    }
  } finally {
    await traffic.stop();
  }
  return samples;
}

async function processSample({ target }: World): Promise<Omit<SoakSample, 'p99'>> {
  const text = await scrape(target);
  return {
    memory: sumOf(text, 'process_resident_memory_bytes') / 1024 ** 2,
    handles: sumOf(text, 'nodejs_active_handles_total'),
    connections: sumOf(text, 'portero_database_pool_connections'),
  };
}
