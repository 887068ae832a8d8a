import { Injectable } from '@nestjs/common';
import type { LegacyDialect } from './legacy-dialect';

/** The dialects in which old back ends can be asked. Each wire registers its dialect at start. */
@Injectable()
export class LegacyDialects {
  private readonly dialects = new Map<string, LegacyDialect>();

  register(dialect: LegacyDialect): void {
    this.dialects.set(dialect.name, dialect);
  }

  /** `null` for a dialect that this service does not serve. */
  named(name: string): LegacyDialect | null {
    return this.dialects.get(name) ?? null;
  }
}
