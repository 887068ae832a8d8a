import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A reader with more buffered bytes is disconnected; it reconnects with its last event's id. */
const MAX_UNREAD_BYTES = 1_048_576;

/** One connection on which events are sent (HTML Living Standard, section 9.2). */
export class EventStream {
  private readonly response: ServerResponse;
  private readonly heartbeatMs: number;
  private lastWrite = 0;

  constructor(reply: FastifyReply, heartbeatMs: number) {
    this.heartbeatMs = heartbeatMs;
    this.response = reply.raw;
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
    reply.hijack();
    this.response.writeHead(200, headers as Record<string, string>);
    this.response.flushHeaders();
  }

  get isOpen(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  /** Calls back when the reader goes away. */
  onClose(closed: () => void): void {
    this.response.on('close', closed);
    this.response.on('error', closed);
  }

  send(name: string, id: string, data: object): void {
    this.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends a heartbeat to a reader that got nothing for a while. */
  beat(): void {
    if (Date.now() - this.lastWrite >= this.heartbeatMs) this.write(': nothing new\n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    this.lastWrite = Date.now();
    this.response.write(text);
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.response.destroy();
  }
}
