import type { ClientBase, Submittable } from 'pg';

/** What pg's connection has for `COPY`; its types leave it out. */
interface CopyingConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** A `COPY … FROM STDIN` that pg's client can run like a query (PostgreSQL protocol, "COPY Operations"). */
class CopyIn implements Submittable {
  constructor(
    private readonly text: string,
    private readonly pieces: readonly Buffer[],
    private readonly settle: (error: Error | null) => void,
  ) {}

  submit(connection: unknown): void {
    (connection as CopyingConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    for (const piece of this.pieces) connection.sendCopyFromChunk(piece);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // The result is decided by the following message, that the server is ready.
  }

  handleError(error: Error): void {
    this.settle(error);
  }

  handleReadyForQuery(): void {
    this.settle(null);
  }
}

/** Sends data to the server. @param text ends with `FROM STDIN` */
export function copyIn(client: ClientBase, text: string, pieces: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(
      new CopyIn(text, pieces, (error) => {
        if (error === null) resolve();
        else reject(error);
      }),
    );
  });
}
