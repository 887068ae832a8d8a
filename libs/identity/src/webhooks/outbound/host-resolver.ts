import { lookup } from 'node:dns/promises';

/** Turns the name of a host into addresses. Injected, so that a test can change what a name means. */
export abstract class HostResolver {
  /** All addresses of a name. Rejects when it has none. */
  abstract resolve(hostname: string): Promise<readonly string[]>;
}

/** The resolver of the operating system. */
export class SystemResolver extends HostResolver {
  override async resolve(hostname: string): Promise<readonly string[]> {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  }
}
