import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser } from './event-stream-parser.js';

const STREAM =
  ': hi\n\nid: 1\nevent: revocations\ndata: {"a":\ndata: 1}\n\r\nid: 2\r\ndata:x\r\n\r\n:beat\rdata\r\revent: e\n\n';
const EVENTS = [
  { name: 'revocations', data: '{"a":\n1}' },
  { name: 'message', data: 'x' },
  { name: 'message', data: '' },
];

describe('a stream of events', () => {
  it('says the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length)), (places) => {
        const cuts = [0, ...places.sort((one, other) => one - other), STREAM.length];
        const parser = new EventStreamParser();
        const events = cuts.slice(1).flatMap((end, index) => parser.push(STREAM.slice(cuts[index], end)));
        expect(events).toEqual(EVENTS);
      }),
    );
  });

  it('is broken if one event never ends', () => {
    const parser = new EventStreamParser();
    const line = `data: ${'x'.repeat(1_000_000)}\n`;
    expect(() => Array.from({ length: 10 }, () => parser.push(line))).toThrow('too long');
  });
});
