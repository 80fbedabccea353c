// An event looks the same each time that it is put, whatever was learnt in between.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listUnputEvents } from '../../../app/audit/bus-event.ts';
import { fold } from '../../../app/session/session.ts';
import { goldenEntries } from '../../golden/stories.ts';
import { aSession, noticed, startFacts, when } from '../session/session-fixture.ts';

const ENTRIES = goldenEntries().map(({ entry }) => entry);

test('an event is the same whether it is put before or after the later ones of its chain', () => {
  for (const { events } of ENTRIES) {
    const whole = fold(events);
    for (const count of events.keys()) {
      const before = fold(events.slice(0, count + 1));
      expect(before && listUnputEvents(before)).toEqual(whole && listUnputEvents(whole).slice(0, count + 1));
    }
  }
});

test('a later source that knows the operator changes the later events alone', () => {
  const principal = { type: 'Unknown', name: 'operator' };
  const unknown = startFacts({ source: 'ssm', principal, operator: { name: 'operator', verified: false } });
  const enriched = when(5, { type: 'observeStart', facts: startFacts() });
  const session = aSession({ facts: unknown, after: [noticed, enriched] });
  const operators = listUnputEvents(session).map(({ detail }) => Object(detail).operator.verified);
  expect(operators).toEqual([false, false, true]);
});

test('what was put is left out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ENTRIES), fc.nat(60), (entry, put) => {
      const numbers = listUnputEvents(entry, put).map(({ detail }) => Object(detail).number);
      expect(numbers).toEqual(entry.events.map(({ seq }) => seq).filter((seq) => seq > put));
    }),
  );
});

describe('denied attempts', () => {
  test('denied attempts are no session', () => {
    const details = ENTRIES.filter(({ type }) => type === 'denied').flatMap((entry) => listUnputEvents(entry));
    expect(details.length).toBeGreaterThan(3);
    for (const { detail } of details) {
      expect(detail).not.toHaveProperty('sessionId');
      expect(Object(detail).stream).toMatch(/^denied:/);
    }
  });
});
