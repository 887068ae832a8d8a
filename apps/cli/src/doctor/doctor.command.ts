import { SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { EXIT } from '../outcome/exit-codes';
import type { Report } from '../outcome/report';
import { columns } from '../terminal/text';
import { type Diagnosis, diagnose } from './diagnose';

/** `portero doctor` */
@SubCommand({ name: 'doctor', description: 'Find out what is wrong with this installation, and how to mend it.' })
export class DoctorCommand extends OperatorCommand {
  protected override readonly notes = [
    'Looks at the settings, the database and its standby, the migrations, the signing keys, the mail',
    'server, the store of the limits, the clock, certificates and the management port, and changes',
    'nothing. Settings of single dialects are checked by the service when it starts.',
    '',
    'Ends with 0 when nothing is wrong (warnings are not), with 1 when something is, and with 4 when the',
    'embedded database could not be looked into because another process has it.',
  ];

  protected override async execute(): Promise<Report> {
    const { findings, exitCode } = await diagnose(this.installation);
    const data = { ok: exitCode === EXIT.done, findings };
    return { data, lines: [...describe(findings), '', verdict(exitCode)], exitCode };
  }
}

function describe(findings: Diagnosis['findings']): string[] {
  return columns(
    findings.flatMap(({ check, state, message, mend }) => [
      [state, check, message],
      ...(mend === null ? [] : [['', '', `→ ${mend}`]]),
    ]),
  );
}

function verdict(exitCode: number): string {
  if (exitCode === EXIT.done) return 'Nothing is wrong.';
  return exitCode === EXIT.refused ? 'Something is wrong.' : 'Nothing is wrong as far as could be seen.';
}
