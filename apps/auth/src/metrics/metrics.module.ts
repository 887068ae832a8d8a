import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '@portero/config';
import { HealthController } from '../http/health/health.controller';
import { Gauges } from './gauges.service';
import { ManagementServer } from './management-server';
import { MetricsController } from './metrics.controller';
import { Metrics } from './metrics.service';
import { Readiness } from '../http/health/readiness.service';
import { ReadStoredState } from './stored-state.service';

/** Probes and metrics for operators. */
@Module({})
export class MetricsModule {
  static with({ mode, http }: Settings): DynamicModule {
    const isOnMainPort = mode === 'documented' && http.managementPort === null;
    return {
      module: MetricsModule,
      controllers: [HealthController, ...(isOnMainPort ? [MetricsController] : [])],
      providers: [Gauges, ManagementServer, Metrics, Readiness, ReadStoredState],
      exports: [ManagementServer, Metrics, Readiness],
    };
  }
}
