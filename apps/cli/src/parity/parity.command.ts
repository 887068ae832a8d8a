import { readFileSync, writeFileSync } from 'node:fs';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { EXIT } from '../outcome/exit-codes';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { serviceUrl } from '../traffic/service-url';
import { readRecording } from './read-recording';
import { renderReport } from './render-report';
import { type ReplayedExchange, replayRecording } from './replay-recording';

interface Options {
  readonly against: string;
  readonly report?: string;
}

/** `portero parity` */
@SubCommand({
  name: 'parity',
  arguments: '<recording>',
  argsDescription: { recording: 'a HAR document, or JSONL with one request and its answer a line' },
  description: 'Replay recorded traffic of the old back end against Portero, and compare the answers.',
})
export class ParityCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'Compares status, headers that clients act on, types, messages and the order of keys. Tokens, ids and',
    'times may differ; a token of one answer is sent where the recording sends the recorded one. Requests',
    'are sent for real: replay against a copy. Reports hold no passwords, tokens, keys or codes.',
    '',
    'Ends with 0 when the answers are the same, and with 1 when anything differs. docs/cut-over.md tells',
    'how to record.',
    '',
    'Example:',
    '  portero parity old.har --against http://localhost:9010 --report parity.html',
  ];

  protected override async execute([file = '']: readonly string[], { against, report }: Options): Promise<Report> {
    const url = serviceUrl('--against', against);
    const recorded = readRecording(readFile(file));
    if (recorded.length === 0) throw new Refusal('recording_empty', ['The recording holds no request.']);
    const exchanges = await replayRecording(recorded, url);
    if (report !== undefined) writeFileSync(report, renderReport(exchanges, { against: url.origin, at: new Date() }));
    const different = exchanges.filter(({ differences }) => differences.length > 0);
    const data = {
      ok: different.length === 0,
      against: url.origin,
      exchanges: exchanges.length,
      same: exchanges.length - different.length,
      different: different.length,
      results: exchanges.map(resultOf),
    };
    return { data, lines: linesOf(exchanges, different), exitCode: data.ok ? EXIT.done : EXIT.refused };
  }

  @Option({ flags: '--against <url>', description: 'Where Portero answers.', required: true })
  readAgainst(text: string): string {
    return text;
  }

  @Option({ flags: '--report <file>', description: 'Write an HTML report with both answers side by side.' })
  readReport(text: string): string {
    return text;
  }
}

function resultOf({ recorded, actual, differences }: ReplayedExchange): object {
  const { name, request, response } = recorded;
  return {
    name,
    method: request.method,
    path: request.path,
    ok: differences.length === 0,
    recordedStatus: response.status,
    status: actual?.status ?? null,
    differences,
  };
}

function linesOf(all: readonly ReplayedExchange[], different: readonly ReplayedExchange[]): string[] {
  const verdict =
    different.length === 0
      ? `All ${all.length} answers are the same but for volatile values.`
      : `${different.length} of ${all.length} answers differ.`;
  return [
    ...different.flatMap(({ recorded, differences }) => [
      recorded.name,
      ...differences.map(({ at, problem }) => `  ${at}: ${problem}`),
    ]),
    verdict,
  ];
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Refusal('recording_unreadable', [`${file} cannot be read.`]);
  }
}
