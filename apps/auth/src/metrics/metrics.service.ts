import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DatabaseLoad } from '@portero/database';
import { collectDefaultMetrics, prometheusContentType, Registry } from 'prom-client';
import { Readiness } from '../http/health/readiness.service';
import { Gauges } from './gauges.service';
import { makeGauge, makeInstruments } from './instruments';
import { listenToSignals } from './listen-to-signals';

/** Metrics of the process, made once because their observers cannot be removed. */
let processRegistry: Registry | null = null;

function processMetrics(): Registry {
  if (processRegistry !== null) return processRegistry;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry });
  return processRegistry;
}

/** The metrics for Prometheus. */
@Injectable()
export class Metrics implements OnModuleInit, OnApplicationShutdown {
  readonly mediaType = prometheusContentType;
  private readonly registry = new Registry();
  readonly instruments = makeInstruments(this.registry);
  private end: () => void = () => undefined;

  constructor(
    private readonly gauges: Gauges,
    private readonly load: DatabaseLoad,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.gauges.addTo(this.registry);
    const up = { name: 'portero_database_up', help: '1 while the database answers and takes writes, otherwise 0.' };
    makeGauge(this.registry, up, async (gauge) => {
      gauge.set((await this.readiness.databaseProblem()) === null ? 1 : 0);
    });
    this.end = listenToSignals(this.instruments, this.load);
  }

  onApplicationShutdown(): void {
    this.end();
  }

  /** All metrics in the text format of Prometheus. */
  async text(): Promise<string> {
    return `${await this.registry.metrics()}\n${await processMetrics().metrics()}`;
  }
}
