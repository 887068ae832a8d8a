import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmtpSink } from '@libs/identity/testing/smtp-sink';
import type { SMTPServerOptions } from 'smtp-server';
import type { LooseJson } from '../../support/http/http-client';
import { send } from '../../support/http/http-client';
import type { PostgresServer } from '../../support/postgres/postgres-server.mjs';
import { freePort } from '../../support/service/free-port.mjs';
import { type PorteroCommand, porteroHere } from '../../support/service/portero-command';
import { builtProgram } from '../../support/service/built-program';
import { type Program, type ServiceProcess, startProcess } from '../../support/service/service-process';
import { TcpProxy } from './tcp-proxy';
import type { Target } from './traffic';
import { APP_PASSWORD, bothHosts, standbyOf, startServer, urlThrough } from './world-database';

/** Which database a fault is played on. */
export type DatabaseKind = 'postgres' | 'embedded';

/** What a fault needs besides the service. */
export interface WorldOptions {
  readonly database: DatabaseKind;
  readonly env?: Readonly<Record<string, string>>;
  readonly smtp?: SMTPServerOptions;
  /** The folder under which the database keeps its data; the temporary folder when absent. */
  readonly dataIn?: string;
  /** Whether a standby follows the database server, and whether a commit waits for it. */
  readonly standby?: 'synchronous' | 'asynchronous';
  /** Further settings of the database server. */
  readonly postgres?: Readonly<Record<string, string>>;
  /** The name that the service has of the mail server; its address when absent. */
  readonly smtpHost?: string;
  /** What stands before `node` when the service starts. */
  readonly within?: readonly string[];
  /** Whether the mail server is behind a proxy, {@link World.mailLink}. */
  readonly mailBehindProxy?: boolean;
  /** What a second process of the service has for settings of its own; there is none when absent. */
  readonly replica?: Readonly<Record<string, string>>;
}

interface WorldParts {
  readonly folder: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly program: Program;
  readonly sink: SmtpSink;
  readonly server: PostgresServer | null;
  readonly standby: PostgresServer | null;
  readonly link: TcpProxy | null;
  readonly mailLink: TcpProxy | null;
  readonly service: ServiceProcess;
  readonly replica: ServiceProcess | null;
  readonly target: Target;
}

/** The service as a process, with a real database behind a proxy and a real mail server. */
export class World {
  readonly target: Target;
  readonly port: number;
  readonly sink: SmtpSink;
  service: ServiceProcess;
  /** The settings that the service has. */
  env: Readonly<Record<string, string>>;
  private printedBefore = '';
  private readonly mailCounts = new Map<string, number>();
  private counted = 0;

  private constructor(
    readonly database: DatabaseKind,
    private readonly parts: WorldParts,
  ) {
    const { target, port, sink, service, env } = parts;
    this.target = target;
    this.port = port;
    this.sink = sink;
    this.service = service;
    this.env = env;
  }

  /** Starts everything; the owner of the traffic gets its secret. */
  static async start(options: WorldOptions): Promise<World> {
    const { database, env = {}, dataIn = tmpdir(), within = [] } = options;
    const folder = mkdtempSync(join(database === 'embedded' ? dataIn : tmpdir(), 'portero-fault-'));
    const sink = await SmtpSink.start(options.smtp);
    const mailLink = options.mailBehindProxy === true ? await TcpProxy.listen(sink.port) : null;
    const server = database === 'postgres' ? await startServer(options) : null;
    const link = server === null ? null : await TcpProxy.listen(server.port);
    const url = server === null ? null : await urlThrough(server, link!);
    const standby = options.standby === undefined ? null : await standbyOf(server!, options.standby);
    const settings = {
      DATA_DIR: folder,
      MASTER_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: 'http://auth.portero.test',
      ALLOWED_HOSTS: '127.0.0.1',
      SMTP_URL: mailUrl(options, mailLink?.port ?? sink.port),
      ...(url === null ? {} : { DATABASE_URL: standby === null ? url : bothHosts(url, standby) }),
      ...env,
    };
    const port = await freePort();
    // The command reads the folder of an embedded database, so it asks for the secret before the service has it.
    const owner = database === 'embedded' ? await ownerBefore(port, settings) : null;
    const program = { words: [builtProgram('auth')], within };
    const service = await startProcess(port, settings, program);
    const replica =
      options.replica === undefined
        ? null
        : await startProcess(await freePort(), { ...settings, ...options.replica }, program);
    const replicas = replica === null ? [] : [replica.origin];
    const target = { origin: service.origin, replicas, owner: owner ?? (await ownerOf(service.origin, settings)) };
    const running = { service, replica, server, standby, sink, link, mailLink };
    return new World(database, { folder, port, env: settings, program, target, ...running });
  }

  /** The same world, whose traffic goes through something before it. */
  behind(origin: string): World {
    return new World(this.database, { ...this.parts, target: { ...this.target, origin } });
  }

  /** The database server. Throws on the embedded database. */
  get postgres(): PostgresServer {
    if (this.parts.server === null) throw new Error('This world has no database server');
    return this.parts.server;
  }

  /** What follows the database server. Throws without it. */
  get standby(): PostgresServer {
    if (this.parts.standby === null) throw new Error('This world has no standby');
    return this.parts.standby;
  }

  /** What stands between the service and its database server. */
  get proxy(): TcpProxy {
    if (this.parts.link === null) throw new Error('This world has no database server');
    return this.parts.link;
  }

  /** What stands between the service and its mail server. */
  get mailLink(): TcpProxy {
    if (this.parts.mailLink === null) throw new Error('The mail server of this world has no proxy');
    return this.parts.mailLink;
  }

  /** The operator's command on it. */
  get portero(): PorteroCommand {
    return porteroHere(this.env);
  }

  /** What the service printed, also before its last start. */
  get printed(): string {
    return this.printedBefore + this.service.output();
  }

  /** What it may never print. */
  get secrets(): readonly string[] {
    return [APP_PASSWORD, this.env['MASTER_KEY']!, this.target.owner.secret];
  }

  /** Of that, warnings, errors, and what is no line of the log. */
  get errors(): string {
    const isTold = (line: string): boolean => !line.startsWith('{') || /^\{"level":[456]0,/u.test(line);
    return this.printed.split('\n').filter(isTold).join('\n');
  }

  /** Starts the service again, on the same port and data. @param changes to its settings from now on */
  async startService(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    this.printedBefore += this.service.output();
    this.env = { ...this.env, ...changes };
    this.service = await startProcess(this.port, this.env, this.parts.program);
  }

  /** How many mails came to an address. */
  readonly mailsTo = (address: string): number => {
    // Each mail is counted once: a soak has tens of thousands of them, and as many addresses.
    for (const { to } of this.sink.mails.slice(this.counted))
      for (const one of to) this.mailCounts.set(one, (this.mailCounts.get(one) ?? 0) + 1);
    this.counted = this.sink.mails.length;
    return this.mailCounts.get(address) ?? 0;
  };

  async stop(): Promise<void> {
    await this.service.kill();
    await this.parts.replica?.kill();
    await this.parts.link?.close();
    await this.parts.mailLink?.close();
    await this.parts.standby?.stop();
    await this.parts.server?.stop();
    await this.sink.stop();
    rmSync(this.parts.folder, { recursive: true, force: true });
  }
}

// In clear where the name is none of its certificate, or where a proxy reads along.
function mailUrl({ smtpHost = '127.0.0.1', mailBehindProxy = false }: WorldOptions, port: number): string {
  const inClear = smtpHost !== '127.0.0.1' || mailBehindProxy;
  return `smtp://${smtpHost}:${port}${inClear ? '?ignoreTLS=true' : ''}`;
}

async function ownerOf(origin: string, settings: Readonly<Record<string, string>>): Promise<Target['owner']> {
  const home = (await send(origin, 'GET', '/', { headers: { accept: 'application/json' } })).json as LooseJson;
  return secretOf(home.defaultOwner, settings);
}

async function ownerBefore(port: number, settings: Readonly<Record<string, string>>): Promise<Target['owner']> {
  const service = await startProcess(port, settings);
  const home = (await send(service.origin, 'GET', '/', { headers: { accept: 'application/json' } })).json as LooseJson;
  await service.stop();
  return secretOf(home.defaultOwner, settings);
}

async function secretOf(uuid: string, settings: Readonly<Record<string, string>>): Promise<Target['owner']> {
  const { secret } = await porteroHere(settings).json<{ secret: string }>(['owners', 'rotate-secret', uuid]);
  return { uuid, secret };
}
