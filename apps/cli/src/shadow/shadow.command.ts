import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { renderReport } from '../parity/render-report';
import { serviceUrl } from '../traffic/service-url';
import { Shadow } from './shadow';

interface Options {
  readonly listen: string;
  readonly old: string;
  readonly new: string;
  readonly writes?: boolean;
  readonly report?: string;
  readonly metricsPort?: string;
}

const BOUNDS = { atOnce: 8, waiting: 500, timeoutMs: 10_000 } as const;

/** `portero shadow` */
@SubCommand({
  name: 'shadow',
  description: 'Pass live traffic to the old back end, and compare its answers with those of Portero beside it.',
})
export class ShadowCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'Clients get the answers of the old back end, whatever Portero does. Portero is asked beside it about',
    'reads (GET, HEAD, OPTIONS); with --writes about everything: let it be a copy. Eight questions run at',
    'once and 500 wait; further ones are dropped and counted. It runs until SIGINT or SIGTERM, and then',
    'writes the report, without passwords, tokens, keys, codes and personal data.',
    '',
    'Example:',
    '  portero shadow --listen 127.0.0.1:8080 --old http://old.internal:8000 --new http://localhost:9010 \\',
    '    --report shadow.html --metrics-port 9091',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const [old, ours] = [serviceUrl('--old', options.old), serviceUrl('--new', options.new)];
    const [host, port] = readListen(options.listen);
    const shadow = new Shadow({ old, new: ours, writes: options.writes === true, ...BOUNDS });
    const metrics = createServer((_request, response) => {
      void shadow.metrics.registry.metrics().then((text) => {
        response.writeHead(200, { 'content-type': shadow.metrics.registry.contentType }).end(text);
      });
    });
    shadow.server.listen(port, host);
    await once(shadow.server, 'listening');
    if (options.metricsPort !== undefined) {
      metrics.listen(readPort('--metrics-port', options.metricsPort), host);
      await once(metrics, 'listening');
    }
    this.terminal.complain(`Listening on ${options.listen}.\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await shadow.close();
    metrics.close();
    metrics.closeAllConnections();
    if (options.report !== undefined)
      writeFileSync(options.report, renderReport(shadow.different, { against: ours.origin, at: new Date() }));
    const { counts } = shadow;
    const lines = [
      `${counts.same} answers were the same, ${counts.different} differed; ${counts.failed} of Portero's failed,`,
      `${counts.dropped} requests were dropped, ${counts.not_asked} not asked.`,
    ];
    return { data: { ok: counts.different === 0, counts }, lines };
  }

  @Option({ flags: '--listen <address>', description: 'Host and port to listen on.', required: true })
  readListenOption(text: string): string {
    return text;
  }

  @Option({ flags: '--old <url>', description: 'The old back end.', required: true })
  readOld(text: string): string {
    return text;
  }

  @Option({ flags: '--new <url>', description: 'Portero.', required: true })
  readNew(text: string): string {
    return text;
  }

  @Option({ flags: '--writes', description: 'Ask Portero about every request, not about reads alone.' })
  readWrites(): true {
    return true;
  }

  @Option({ flags: '--report <file>', description: 'Write an HTML report at the end.' })
  readReport(text: string): string {
    return text;
  }

  @Option({ flags: '--metrics-port <port>', description: 'Metrics for Prometheus at /metrics.' })
  readMetricsPort(text: string): string {
    return text;
  }
}

function readListen(text: string): readonly [host: string, port: number] {
  const [, host = '', port = ''] = /^(?:\[?([^\]]*?)\]?:)?(\d+)$/u.exec(text) ?? [];
  return [host === '' ? '127.0.0.1' : host, readPort('--listen', port)];
}

function readPort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new Refusal('invalid_port', [`${option} needs a port from 0 to 65535.`]);
}
