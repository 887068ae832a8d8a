import { Client, type ClientConfig } from 'pg';

/**
 * pg's client, whose connection may be lost at any moment, also while nobody waits for it. The next statement on it fails then.
 * pg reports the loss by an event as well, which would end the process without a listener.
 */
export class ResilientClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
