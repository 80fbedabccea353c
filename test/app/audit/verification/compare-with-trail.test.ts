// An archive and the trail, held against each other.
import { expect, test } from 'vitest';
import { compareWithTrail } from '../../../../app/audit/verification/compare-with-trail.ts';
import type { TrailPage } from '../../../../app/ports.ts';
import type { Observation } from '../../../../app/session/event.ts';
import { deniedFacts, startFacts } from '../../session/session-fixture.ts';
import { threeNights } from '../sealed-archive-fixture.ts';

const PERIOD = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-27T00:00:00.000Z' };
const TARGET = 'i-0123456789abcdef0';

function start(sessionId: string, startedAt: string, targetId = TARGET): Observation {
  const { operator: _operator, target: _target, kind: _kind, ...facts } = startFacts({ sessionId, startedAt });
  return { type: 'start', recordId: `of-${sessionId}`, targetId, start: facts };
}
function refused(attemptedAt: string, targetIds: readonly string[] = [TARGET]): Observation {
  const { operator: _operator, target: _target, ...facts } = deniedFacts({ attemptedAt });
  return { type: 'denied', recordId: 'of-an-attempt', targetIds, denied: facts };
}
const ALL = [
  start('operator-a', '2026-11-24T08:00:00.000Z'),
  start('operator-b', '2026-11-24T08:00:00.000Z'),
  refused('2026-11-24T09:00:00.000Z'),
  start('operator-c', '2026-11-25T08:00:00.000Z'),
];

async function compared(pages: readonly (Partial<TrailPage> | 'token-too-old')[], period = PERIOD) {
  const proof = await (await threeNights()).verify();
  if (proof.outcome !== 'proved') throw new Error(proof.what);
  const left = [...pages];
  const page = async () => {
    const next = left.shift() ?? {};
    return next === 'token-too-old' ? next : { observations: [], faults: [], ...next };
  };
  return compareWithTrail(proof, { page }, period);
}

test('each start of the trail has its session, and each session its start, on however many pages', async () => {
  const pages = [{ observations: ALL.slice(0, 2), next: 'more' }, { observations: ALL.slice(2) }];
  expect(await compared(pages)).toEqual({ outcome: 'complete', records: 4 });
});

test('a start without a session is named', async () => {
  const found = await compared([{ observations: [...ALL, start('operator-x', '2026-11-26T01:00:00.000Z')] }]);
  expect(found).toMatchObject({
    outcome: 'wrong',
    session: 'operator-x',
    what: expect.stringContaining('of-operator-x'),
  });
});

test('a denied attempt without a stream is named, also one that names no node', async () => {
  for (const targets of [[TARGET], []]) {
    const found = await compared([{ observations: [...ALL, refused('2026-11-25T12:00:00.000Z', targets)] }]);
    expect(found).toMatchObject({ outcome: 'wrong', session: expect.stringMatching(/^denied:/) });
  }
});

test('a session without a start is named', async () => {
  expect(await compared([{ observations: ALL.slice(0, 3) }])).toMatchObject({
    outcome: 'wrong',
    session: 'operator-c',
  });
});

test('other nodes and other days are outside the comparison', async () => {
  const others = [
    start('elsewhere-1', '2026-11-24T08:00:00.000Z', 'i-0fedcba9876543210'),
    start('later-1', '2026-11-27T00:00:00.000Z'),
    refused('2026-11-25T12:00:00.000Z', ['i-0fedcba9876543210']),
  ];
  expect(await compared([{ observations: [...ALL, ...others] }])).toEqual({ outcome: 'complete', records: 4 });
  const oneDay = { from: '2026-11-25T00:00:00.000Z', to: '2026-11-26T00:00:00.000Z' };
  expect(await compared([{ observations: ALL.slice(3) }], oneDay)).toEqual({ outcome: 'complete', records: 1 });
});

test('a record that cannot be read may be of any session', async () => {
  const found = await compared([{ observations: ALL, faults: [new Error('it has no source')] }]);
  expect(found).toMatchObject({ outcome: 'wrong', what: expect.stringContaining('it has no source') });
});

test('a reading of the trail that took too long is a fault', async () => {
  await expect(compared([{ observations: ALL, next: 'more' }, 'token-too-old'])).rejects.toThrow(
    'compare a shorter time',
  );
});
