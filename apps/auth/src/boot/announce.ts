import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Settings, weakSettings } from '@portero/config';
import { DefaultOwner } from '@portero/identity';
import { WIRES } from '../wires';

const OPEN = 'anyone who knows an owner uuid manages its users, and codes are in the answers. Use hardened.';

/** Prints the URLs of the service after it listens. */
export async function announce(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const { publicUrl, publicUrlIsDefault, port } = settings.http;
  const origin = publicUrlIsDefault && port === 0 ? await app.getUrl() : publicUrl;
  const owner = await app.get(DefaultOwner).ensure();
  const lines: [string, string][] = [
    ['Portero', `${origin}/`],
    ['Swagger UI', `${origin}/docs`],
    ['OpenAPI', `${origin}/openapi.json`],
    ...(settings.mail.outboxIsServed ? ([['Outbox', `${origin}/outbox`]] as [string, string][]) : []),
    ['Mode', settings.mode],
    ['Owner', `${owner.uuid} (the default one)`],
  ];
  process.stdout.write(`\n${lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join('\n')}\n\n`);
  for (const { meaning, mend } of weakSettings(settings, WIRES)) new Logger('Settings').warn(`${meaning} ${mend}`);
  for (const warning of openContractWarnings(settings)) new Logger('Contract').warn(warning);
}

/** Warnings for an operator who exposes documented mode to others. */
export function openContractWarnings({
  mode,
  documentedInProduction,
  http,
  mail,
}: Pick<Settings, 'mode' | 'documentedInProduction' | 'http' | 'mail'>): readonly string[] {
  if (mode !== 'documented') return [];
  const reachable = !http.listensOnLoopback;
  return [
    ...(documentedInProduction ? [`CONTRACT_MODE=documented in production: ${OPEN}`] : []),
    ...(reachable ? [`CONTRACT_MODE=documented and HOST=${http.host} is no loopback address: ${OPEN}`] : []),
    ...(reachable && mail.outboxIsServed ? ['OUTBOX=on: the outbox shows every mail and code to anyone.'] : []),
  ];
}
