// A preview shows a stream as it is stored once its notice is recorded.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, previewNoticed } from '../../../app/session/decide.ts';
import { evolve, type Stream } from '../../../app/session/session.ts';
import { anyStream } from './any-stream.ts';

const CHANNEL = 'C0BASTION01';

function recorded(stream: Stream, now: Date): Stream {
  const command = { type: 'recordNotice', id: 'notice', channel: CHANNEL, ts: '0', at: now.toISOString() } as const;
  const decision = decide(stream, command, now);
  if ('refusal' in decision) throw new Error(`recordNotice was refused: ${decision.refusal.reason}`);
  return decision.events.reduce<Stream>(evolve, stream);
}

test('a preview has the notice that is recorded in the end, also by a clock that is behind', () => {
  const anyNow = fc.date({
    noInvalidDate: true,
    min: new Date('2026-11-23T00:00:00Z'),
    max: new Date('2026-11-26T00:00:00Z'),
  });
  fc.assert(
    fc.property(anyStream, anyNow, (stream, now) => {
      const { events, ...state } = recorded(stream, now);
      expect(previewNoticed(stream, CHANNEL, now)).toEqual({ ...state, events: stream.events });
    }),
  );
});
