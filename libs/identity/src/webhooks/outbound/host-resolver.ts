import { lookup } from 'node:dns/promises';

/** Resolves the name of a host. Injected, so that a test can change the result. */
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
