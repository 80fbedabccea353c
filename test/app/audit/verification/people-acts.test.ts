// The words and take-backs of people are sealed like everything else: none of it can be changed or left out unnoticed.
import { expect, test } from 'vitest';
import { formatFileKey } from '../../../../app/audit/seals/seal.ts';
import { compareWithTrail } from '../../../../app/audit/verification/compare-with-trail.ts';
import { canonicalize } from '../../../../app/session/hash-chain.ts';
import { saved, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import type { Step } from '../../session/session-fixture.ts';
import {
  APPROVER,
  actor,
  aSession,
  ended,
  noticed,
  OPERATOR,
  SECOND_APPROVER,
  startFacts,
  when,
} from '../../session/session-fixture.ts';
import { createNights, linesIn, rewrite, sealIn } from '../sealed-archive-fixture.ts';

const FIRST = formatFileKey('2026-11-24', 1);
const SECOND = formatFileKey('2026-11-25', 2);
const ID = 'operator-a';
const HOUR = 60;

const given = (by: string, note?: string): Step => ({
  type: 'acknowledge',
  actor: actor(by),
  note,
  fourEyes: 'record',
});
const EVENING: readonly Step[] = [
  noticed,
  when(2, { type: 'giveReason', userId: OPERATOR, reason: 'Rebuild an index', ticket: 'OPS-17' }),
  when(3, given(APPROVER, 'Known')),
];
const NEXT_DAY: readonly Step[] = [
  ...EVENING,
  when(17 * HOUR, { type: 'withdraw', actor: actor(SECOND_APPROVER), note: 'They are on leave' }),
];
const LATER: readonly Step[] = [
  ...NEXT_DAY,
  when(41 * HOUR, given(SECOND_APPROVER)),
  when(42 * HOUR, { type: 'requestTermination', actor: actor(SECOND_APPROVER), note: 'Wrong server' }),
  when(42 * HOUR + 1, ended('2026-11-26T02:01:00.000Z')),
];

/** A night after each part of the session's life. */
async function sealed(...lives: readonly (readonly Step[])[]) {
  const nights = createNights();
  for (const [index, after] of lives.entries()) {
    const stream = aSession({ facts: startFacts({ sessionId: ID, startedAt: '2026-11-24T08:00:00.000Z' }), after });
    const before = await nights.store.read(ID);
    await saved(nights.store, { ...unsaved(stream), version: before?.version ?? 0 });
    await nights.night(`2026-11-${25 + index}`);
  }
  return nights;
}

type Line = Record<string, unknown> & { readonly events: readonly Record<string, unknown>[] };

function change(nights: Awaited<ReturnType<typeof sealed>>, file: string, edit: (line: Line) => object): void {
  const lines = linesIn(nights.archive, file).map((text) => canonicalize(edit(JSON.parse(text))));
  expect(lines).not.toEqual(linesIn(nights.archive, file));
  rewrite(nights.archive, file, lines);
}

const changeEvent = (type: string, over: object) => (line: Line) => ({
  ...line,
  events: line.events.map((event) => (event.type === type ? { ...event, ...over } : event)),
});

test('an acknowledgement that is withdrawn and given again after it was sealed is proved', async () => {
  const nights = await sealed(EVENING, NEXT_DAY, LATER);
  const proof = await nights.verify();
  if (proof.outcome === 'wrong') throw new Error(proof.what);
  expect(proof.seals.map(({ counts }) => counts.amendments)).toEqual([0, 1, 1]);
});

test('a line has the acknowledgement that stands, and none after it was withdrawn', async () => {
  const nights = await sealed(EVENING, NEXT_DAY, LATER);
  const [first, second, third] = [FIRST, SECOND, formatFileKey('2026-11-26', 3)].map((file) =>
    JSON.parse(linesIn(nights.archive, file)[0] ?? ''),
  );
  expect(first.acknowledged).toMatchObject({ by: APPROVER, note: 'Known', via: 'notice' });
  expect(first.said).toMatchObject({ reason: 'Rebuild an index', ticket: 'OPS-17' });
  expect(second).not.toHaveProperty('acknowledged');
  expect(second.reopened).toMatchObject({ how: 'withdrawn', by: SECOND_APPROVER, former: APPROVER });
  expect(third.acknowledged).toMatchObject({ by: SECOND_APPROVER });
  expect(third.termination).toMatchObject({ by: SECOND_APPROVER, note: 'Wrong server' });
});

test('a seal lists a session as open until it has ended and its acknowledgement stands', async () => {
  const over = when(43 * HOUR, ended('2026-11-26T03:00:00.000Z'));
  const nights = await sealed(
    EVENING,
    NEXT_DAY,
    [...NEXT_DAY, over],
    [...NEXT_DAY, over, when(65 * HOUR, given(APPROVER))],
  );
  expect([1, 2, 3, 4].map((number) => sealIn(nights.archive, number).open)).toEqual([[ID], [ID], [ID], []]);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('a reason that an operator gives as late as it is taken is in the next seal', async () => {
  const over = [noticed, when(3, given(APPROVER)), when(40, ended('2026-11-24T08:40:00.000Z'))];
  const minute = 5 * 24 * HOUR;
  const nights = createNights();
  const start = startFacts({ sessionId: ID, startedAt: '2026-11-24T08:00:00.000Z' });
  const first = await saved(nights.store, unsaved(aSession({ facts: start, after: over })));
  await nights.night('2026-11-25');
  await nights.night('2026-11-29');
  const said = when(minute + 1, { type: 'giveReason', userId: OPERATOR, reason: 'Rebuild an index' });
  expect(() => aSession({ facts: start, after: [...over, said] })).toThrow('reason-too-late');
  const stream = aSession({ facts: start, after: [...over, { ...said, minute }] });
  await saved(nights.store, { ...first, stream });
  await nights.night('2026-11-30');
  expect(JSON.parse(linesIn(nights.archive, formatFileKey('2026-11-29', 6))[0] ?? '')).toMatchObject({
    said: { reason: 'Rebuild an index' },
  });
});

test.each<[string, (line: Line) => object, object]>([
  ['the approver’s note', changeEvent('acknowledged', { note: 'Known to all' }), { event: 4 }],
  ['how it was given', changeEvent('acknowledged', { via: 'reaction' }), { event: 4 }],
  ['the operator’s reason', changeEvent('reasoned', { reason: 'Nothing' }), { event: 3 }],
  ['the operator’s ticket', changeEvent('reasoned', { ticket: 'OPS-18' }), { event: 3 }],
  ['the note of a withdrawal', changeEvent('acknowledgementWithdrawn', { note: 'A mistake' }), { event: 5 }],
  ['the note of a termination', changeEvent('terminationRequested', { note: 'Right server' }), { event: 7 }],
  [
    'a withdrawal taken out',
    (line) => ({ ...line, events: line.events.filter(({ type }) => type !== 'acknowledgementWithdrawn') }),
    { event: 5 },
  ],
  [
    'the note in the state',
    (line) => ({ ...line, termination: { ...Object(line.termination), note: 'Right server' } }),
    { what: 'its termination does not match its events' },
  ],
  ['the operator’s words taken out', ({ said: _, ...line }) => line, { what: 'its said does not match its events' }],
  [
    'the withdrawal taken out of the state',
    ({ reopened: _, ...line }) => line,
    { what: 'its reopened does not match its events' },
  ],
])('a change is found in what people said: %s', async (_, edit, where) => {
  const nights = await sealed(LATER);
  change(nights, FIRST, edit);
  expect(await nights.verify()).toMatchObject({ outcome: 'wrong', file: FIRST, session: ID, ...where });
});

test('a sealed acknowledgement cannot be replaced by one without its note later', async () => {
  const nights = await sealed(EVENING, NEXT_DAY);
  const others = await sealed(
    [noticed, when(3, given(APPROVER))],
    [noticed, when(3, given(APPROVER)), ...NEXT_DAY.slice(3)],
  );
  rewrite(nights.archive, SECOND, linesIn(others.archive, SECOND));
  expect(await nights.verify()).toMatchObject({ outcome: 'wrong', file: SECOND, session: ID, event: 3 });
});

test('a session whose acknowledgement was withdrawn is compared with the trail like any other', async () => {
  const proof = await (await sealed(EVENING, NEXT_DAY, LATER)).verify();
  if (proof.outcome === 'wrong') throw new Error(proof.what);
  const {
    operator: _operator,
    target: _target,
    kind: _kind,
    ...start
  } = startFacts({ sessionId: ID, startedAt: '2026-11-24T08:00:00.000Z' });
  const observations = [{ type: 'start', recordId: 'of-a', targetId: 'i-0123456789abcdef0', start }] as const;
  const period = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-27T00:00:00.000Z' };
  const trail = (found: typeof observations | []) => ({ page: async () => ({ observations: found, faults: [] }) });
  expect(await compareWithTrail(proof, trail(observations), period)).toEqual({ outcome: 'complete', records: 1 });
  expect(await compareWithTrail(proof, trail([]), period)).toMatchObject({ outcome: 'wrong', session: ID });
});
