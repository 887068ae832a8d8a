import { AUDIT_EVENT_NAMES, type AuditEventName, type AuditFilter, auditRecord, AuditTrail } from '@portero/identity';
import type { Owner } from '@portero/database';
import { Option, SubCommand } from 'nest-commander';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { type CoreGet, OwnedCommand, type OwnedOptions } from '../owners/owned-command';
import { readMoment } from './read-moment';

interface Options extends OwnedOptions {
  readonly since?: string;
  readonly until?: string;
  readonly event?: readonly string[];
}

/** `portero audit export` */
@SubCommand({ name: 'export', description: 'Write the audit log of an owner as NDJSON, the oldest event first.' })
export class ExportAuditCommand extends OwnedCommand<Options> {
  protected override readonly notes = [
    'A line is one event as GET /owner/audit shows it: id, at, event, outcome, actor, userId, address,',
    'detail, accountHash, requestId. There are no secrets in it; addresses are personal data.',
    'It takes the same memory however long the log is, and ends at what was there when it began.',
    '',
    'Events that are being written while an export reads up to the present may be missing from it: let',
    'the next one begin a minute earlier, and drop the ids that you have.',
    '',
    'Examples:',
    '  portero audit export --owner shop@example.com > audit.ndjson',
    '  portero audit export --owner shop@example.com --since 2027-01-01 --until 2027-02-01 --event login,logout',
  ];

  /** Only events are written to standard output. The number of events is printed only on a terminal. */
  override async run(_words: string[], options: Record<string, unknown> = {}): Promise<void> {
    const { lines } = await this.execute([], options as unknown as Options);
    this.terminal.complain(`${lines.join('\n')}\n`);
  }

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const filter: AuditFilter = {
      since: options.since === undefined ? null : readMoment(options.since),
      until: options.until === undefined ? null : readMoment(options.until),
      events: options.event === undefined ? null : readEvents(options.event),
    };
    let events = 0;
    await this.onOwner(options, (get, owner) =>
      this.terminal.stream(
        linesOf(get, owner, filter, (count) => {
          events += count;
        }),
      ),
    );
    return { data: { events }, lines: [`${events} events.`] };
  }

  @Option({ flags: '--since <moment>', description: 'Only events at or after this moment.' })
  readSince(text: string): string {
    return text;
  }

  @Option({ flags: '--until <moment>', description: 'Only events before this moment.' })
  readUntil(text: string): string {
    return text;
  }

  @Option({
    flags: '--event <events>',
    description: 'Only these events. Separate them by commas, or repeat the option.',
  })
  readEvent(text: string, before: readonly string[] = []): readonly string[] {
    return [...before, ...text.split(/[,\s]+/u).filter((event) => event !== '')];
  }
}

async function* linesOf(
  get: CoreGet,
  owner: Owner,
  filter: AuditFilter,
  count: (events: number) => void,
): AsyncGenerator<string> {
  for await (const page of get(AuditTrail).oldestFirst(owner, filter)) {
    count(page.length);
    yield page.map((event) => `${JSON.stringify(auditRecord(event))}\n`).join('');
  }
}

function readEvents(names: readonly string[]): readonly AuditEventName[] {
  const unknown = names.filter((name) => !AUDIT_EVENT_NAMES.some((known) => known === name));
  if (unknown.length === 0) return AUDIT_EVENT_NAMES.filter((known) => names.includes(known));
  throw new Refusal('unknown_event', [
    `There is no event ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
    `The events are: ${AUDIT_EVENT_NAMES.join(', ')}.`,
  ]);
}
