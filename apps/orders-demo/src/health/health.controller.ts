import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { TokenVerifier } from '@portero/token-guard';
import { Public, TOKEN_VERIFIER } from '@portero/token-guard/nest';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { DEMO_SETTINGS, type DemoSettings } from '../settings/demo-settings';

/** The state of the service. Ages are in seconds, `null` before the first time. */
export interface HealthView {
  readonly database: 'up' | 'down';
  readonly keys: { readonly count: number; readonly ageSeconds: number | null };
  readonly revocations: {
    readonly entries: number;
    readonly ageSeconds: number | null;
    readonly maxAgeSeconds: number;
    readonly fail: 'open' | 'closed';
  };
}

/** Probes without secrets. The page shows them too. */
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(TOKEN_VERIFIER) private readonly verifier: TokenVerifier,
    @Inject(DEMO_SETTINGS) private readonly settings: DemoSettings,
  ) {}

  @Get('livez')
  live(): { readonly status: 'up' } {
    return { status: 'up' };
  }

  /**
   * The service is ready if it has its database and keys. Without Portero, valid tokens still pass, so it should get
   * traffic.
   */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthView> {
    const { keys, revocations } = this.verifier.state();
    const database = await this.database();
    if (database === 'down' || keys.count === 0) void reply.status(503).header('retry-after', '2');
    return {
      database,
      keys: { count: keys.count, ageSeconds: keys.ageSeconds ?? null },
      revocations: {
        entries: revocations?.entries ?? 0,
        ageSeconds: revocations?.ageSeconds ?? null,
        ...this.settings.revocations,
      },
    };
  }

  private database(): Promise<'up' | 'down'> {
    return this.dataSource.query('SELECT 1').then(
      () => 'up' as const,
      () => 'down' as const,
    );
  }
}
