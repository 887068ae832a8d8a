import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@portero/config';
import { DefaultOwner } from '@portero/identity';

/** Prints where everything is, once the service listens. */
export async function announce(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const { publicUrl, publicUrlIsDefault, port } = settings.http;
  const origin = publicUrlIsDefault && port === 0 ? await app.getUrl() : publicUrl;
  const owner = await app.get(DefaultOwner).ensure();
  const lines: [string, string][] = [
    ['Portero', `${origin}/`],
    ['Swagger UI', `${origin}/docs`],
    ['OpenAPI', `${origin}/openapi.json`],
    ...(settings.mode === 'documented' && settings.mail.smtpUrl === null
      ? ([['Outbox', `${origin}/outbox`]] as [string, string][])
      : []),
    ['Mode', settings.mode],
    ['Owner', `${owner.uuid} (the default one)`],
  ];
  process.stdout.write(`\n${lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join('\n')}\n\n`);
  if (settings.documentedInProduction) {
    new Logger('Contract').warn(
      'CONTRACT_MODE=documented in production: anyone who knows an owner uuid manages its users, and codes are in the answers. Use hardened.',
    );
  }
}
