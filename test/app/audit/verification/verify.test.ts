// Whatever is altered in an archive, the proof fails, and names it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFileKey, formatSealKey } from '../../../../app/audit/seals/seal.ts';
import { formatLine } from '../../../../app/audit/stream-line.ts';
import { canonicalize, hashEvent } from '../../../../app/session/hash-chain.ts';
import { evolve, fold } from '../../../../app/session/session.ts';
import { runs } from '../../../runs.ts';
import { acknowledged, aSession, noticed, startFacts, when } from '../../session/session-fixture.ts';
import {
  ANSWERED,
  createNights,
  createSigner,
  linesIn,
  resealFrom,
  rewrite,
  sealIn,
  sessionOn,
  threeNights,
} from '../sealed-archive-fixture.ts';

const FIRST = formatFileKey('2026-11-24', 1);
type Nights = Awaited<ReturnType<typeof threeNights>>;

/** Changes the lines of the first day's file; the file is packed again as if nothing had been. */
async function altered(change: (lines: string[]) => string[]) {
  const nights = await threeNights();
  const before = linesIn(nights.archive, FIRST);
  const after = change([...before]);
  expect(after).not.toEqual(before);
  rewrite(nights.archive, FIRST, after);
  return nights.verify();
}

type Line = { readonly id: string; readonly events: readonly LineEvent[] } & Readonly<Record<string, unknown>>;
type LineEvent = { readonly hash: string } & Readonly<Record<string, unknown>>;

/** Changes one line as JSON. */
function inLine(index: number, change: (line: Line) => object): (lines: string[]) => string[] {
  return (lines) => lines.map((text, at) => (at === index ? canonicalize(change(JSON.parse(text))) : text));
}

/** Changes the events of one line, and nothing else. */
function events(change: (events: readonly LineEvent[]) => readonly LineEvent[]): (line: Line) => object {
  return (line) => ({ ...line, events: change(line.events) });
}

function having(index: number, over: Readonly<Record<string, unknown>>): (line: Line) => object {
  return events((all) => all.map((event, at) => (at === index ? { ...event, ...over } : event)));
}

test('an archive that nobody touched is proved', async () => {
  const nights = await threeNights();
  const proof = await nights.verify();
  expect(proof).toMatchObject({ outcome: 'proved', seals: [{ number: 1 }, { number: 2 }, { number: 3 }] });
  expect('sealed' in proof && [...proof.sealed.keys()]).toHaveLength(4);
});

test.each<[string, (line: Line) => object, object]>([
  ['an event', having(2, { by: 'U0STRANGER' }), { event: 3 }],
  ['an event removed', events((all) => all.toSpliced(1, 1)), { event: 2 }],
  ['the last event removed', events((all) => all.slice(0, -1)), { what: 'its chainHead does not match its events' }],
  [
    'two events that changed places',
    events(([one, two, three, ...rest]) => [one, three, two, ...rest].filter((event) => event !== undefined)),
    { event: 2 },
  ],
  [
    'an event that stands twice',
    events((all) => all.flatMap((event, at) => (at === 1 ? [event, event] : [event]))),
    { event: 3 },
  ],
  ['all events removed', events(() => []), { event: 1 }],
  ['a hash', having(1, { hash: '0'.repeat(64) }), { event: 2 }],
  ['the state', (line) => ({ ...line, sourceIp: '192.0.2.1' }), { what: 'its sourceIp does not match its events' }],
  ['a field more', (line) => ({ ...line, note: 'fine' }), { what: 'its note does not match its events' }],
  ['the mark of what is open', (line) => ({ ...line, open: true }), { what: 'its open does not match its events' }],
  ['the session’s id', (line) => ({ ...line, id: 'operator-z' }), { session: 'operator-z', event: 1 }],
])('a change is found in its session: %s', async (_, change, where) => {
  expect(await altered(inLine(0, change))).toMatchObject({
    outcome: 'wrong',
    file: FIRST,
    session: 'operator-a',
    ...where,
  });
});

test.each<[string, (lines: string[]) => string[], object]>([
  ['a session removed', (lines) => lines.slice(1), { what: 'it holds 1 sessions, and was sealed with 2' }],
  ['a denied attempt removed', (lines) => lines.slice(0, 2), { what: 'it holds 0 denied, and was sealed with 1' }],
  [
    'a session that stands twice',
    ([one = '', ...rest]) => [one, one, ...rest],
    { session: 'operator-a', what: 'it is in the file twice' },
  ],
  ['sessions that changed places', ([a = '', b = '', c = '']) => [c, a, b], { what: 'it is out of order' }],
  ['a line that is no JSON', (lines) => ['{', ...lines], { what: 'a line is not a session entry: {' }],
  ['a line that is no session', (lines) => ['[]', ...lines], { what: 'a line is not a session entry: []' }],
  [
    'spaces in a line',
    ([one = '', ...rest]) => [one.replace('{', '{ '), ...rest],
    { what: 'it is not in the form of an archive line' },
  ],
])('a change is found in its file: %s', async (_, change, where) => {
  expect(await altered(change)).toMatchObject({ outcome: 'wrong', file: FIRST, ...where });
});

test('two sessions of the same moment that changed places are another file', async () => {
  expect(await altered(([a = '', b = '', ...rest]) => [b, a, ...rest])).toMatchObject({
    file: FIRST,
    what: 'it is not the file that was sealed',
  });
});

test.each<[string, (nights: Nights) => void, object]>([
  ['a file removed', ({ archive }) => void archive.objects.delete(FIRST), { file: FIRST, what: 'it is missing' }],
  [
    'a file of another day',
    ({ archive }) =>
      void archive.objects.set(FIRST, archive.objects.get(formatFileKey('2026-11-25', 2)) ?? Buffer.of()),
    { file: FIRST, session: 'operator-c' },
  ],
  [
    'a file that stands twice',
    ({ archive }) =>
      void archive.objects.set('days/2026-11-24/00000009.jsonl.gz', archive.objects.get(FIRST) ?? Buffer.of()),
    { file: 'days/2026-11-24/00000009.jsonl.gz', what: 'no seal lists it' },
  ],
  [
    'half a file',
    ({ archive }) => void archive.objects.set(FIRST, (archive.objects.get(FIRST) ?? Buffer.of()).slice(0, 40)),
    { file: FIRST },
  ],
  [
    'a seal removed',
    ({ archive }) => void archive.objects.delete(formatSealKey(2)),
    { file: formatSealKey(2), what: 'it is missing' },
  ],
  [
    'the first seal removed',
    ({ archive }) => void archive.objects.delete(formatSealKey(1)),
    { file: formatSealKey(1), what: 'it is missing' },
  ],
  [
    'the last seal removed',
    ({ archive }) => void archive.objects.delete(formatSealKey(3)),
    { file: formatFileKey('2026-11-26', 3), what: 'no seal lists it' },
  ],
  [
    'a seal that stands twice',
    ({ archive }) => void archive.objects.set(formatSealKey(4), archive.objects.get(formatSealKey(3)) ?? Buffer.of()),
    { file: formatSealKey(4), what: 'it is seal 3, under another name' },
  ],
  [
    'two seals that changed places',
    ({ archive: { objects } }) => {
      const [two, three] = [objects.get(formatSealKey(2)), objects.get(formatSealKey(3))];
      if (two && three) objects.set(formatSealKey(2), three).set(formatSealKey(3), two);
    },
    { file: formatSealKey(2), what: 'it is seal 3, under another name' },
  ],
  [
    'a seal that is none',
    ({ archive }) => void archive.objects.set(formatSealKey(2), Buffer.from('{}')),
    { file: formatSealKey(2), what: 'it is not a valid seal' },
  ],
  [
    'a seal of a day that is in no calendar',
    ({ archive: { objects } }) => {
      const text = Buffer.from(objects.get(formatSealKey(3)) ?? '').toString();
      objects.set(formatSealKey(3), Buffer.from(text.replaceAll('2026-11-26', '2026-02-30')));
    },
    { file: formatSealKey(3), what: 'it is not a valid seal' },
  ],
  [
    'something that no seal knows',
    ({ archive }) => void archive.objects.set('days/note.txt', Buffer.from('hello')),
    { file: 'days/note.txt' },
  ],
  [
    'an object that was deleted',
    ({ archive }) => void archive.changed.push({ key: FIRST, what: 'deleted' }),
    { file: FIRST, what: 'it was deleted after it was written' },
  ],
  [
    'an object that was written again',
    ({ archive }) => void archive.changed.push({ key: FIRST, what: 'overwritten' }),
    { file: FIRST, what: 'it was overwritten after it was written' },
  ],
])('a fault of the archive is named: %s', async (_, change, finding) => {
  const nights = await threeNights();
  change(nights);
  expect(await nights.verify()).toMatchObject({ outcome: 'wrong', ...finding });
});

test('an archive with any bit flipped is not proved', async () => {
  const nights = await threeNights();
  const { objects } = nights.archive;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...objects.keys()),
      fc.nat(),
      fc.integer({ min: 0, max: 7 }),
      async (key, at, bit) => {
        const whole = objects.get(key) ?? Buffer.of();
        const flipped = Buffer.from(whole);
        const place = at % flipped.length;
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
        objects.set(key, flipped);
        const found = await nights.verify();
        objects.set(key, whole);
        expect(found).toMatchObject({ outcome: 'wrong', file: expect.stringMatching(/./) });
      },
    ),
    { numRuns: runs(300, 60) },
  );
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('a signature in another spelling of the same bytes is not what was written', async () => {
  // Signatures have different lengths, and only some end in bits that mean nothing.
  for (let tries = 0; tries < 50; tries++) {
    const nights = await threeNights();
    const key = 'seals/00000003.json';
    const text = Buffer.from(nights.archive.objects.get(key) ?? '').toString();
    const other = text.replace(
      /([A-Za-z0-9+/])=="/,
      (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=="`,
    );
    if (other === text) continue;
    nights.archive.objects.set(key, Buffer.from(other));
    expect(await nights.verify()).toMatchObject({ outcome: 'wrong', file: key });
    return;
  }
  expect.unreachable('no signature of these lengths was made');
});

test('an event that is altered with every later hash, file and seal is found by the signature', async () => {
  const nights = await threeNights();
  const lines = linesIn(nights.archive, FIRST).map((text) => {
    const { id, events }: Line = JSON.parse(text);
    if (id !== 'operator-a') return text;
    let previous = id;
    const forged = events.map((event) => {
      const changed = event.type === 'acknowledged' ? { ...event, by: 'U0SECOND' } : event;
      previous = hashEvent(previous, changed);
      return { ...changed, hash: previous };
    });
    const stream = fold(forged as unknown as Parameters<typeof fold>[0]);
    if (stream === undefined) throw new Error('nothing is left of it');
    return formatLine(stream);
  });
  rewrite(nights.archive, FIRST, lines);
  await resealFrom(nights.archive, 1, createSigner());
  expect(await nights.verify()).toMatchObject({ file: formatSealKey(1), what: 'it is not signed by this key' });
});

test('a seal that is made anew does not fit the seal that follows it', async () => {
  const signer = createSigner();
  const nights = createNights(signer);
  await sessionOn(nights, '2026-11-24', 'operator-a', ANSWERED);
  await nights.night('2026-11-25');
  await nights.night('2026-11-26');
  const first = sealIn(nights.archive, 1);
  const follower = nights.archive.objects.get(formatSealKey(2));
  // ECDSA signs the same text differently each time.
  await resealFrom(nights.archive, 1, signer);
  if (follower) nights.archive.objects.set(formatSealKey(2), follower);
  expect(sealIn(nights.archive, 1).signature).not.toBe(first.signature);
  expect(await nights.verify()).toMatchObject({
    file: formatSealKey(2),
    what: 'the previous seal is not the one that it was made after',
  });
});

test('an amendment never takes back what was sealed once', async () => {
  const nights = createNights();
  const stored = await sessionOn(nights, '2026-11-24', 'operator-a', ANSWERED);
  await nights.night('2026-11-25');
  const [started, ...rest] = stored.stream.events;
  if (started === undefined) throw new Error('no events');
  let previous = 'operator-a';
  const events = [started, ...rest].map((event) => {
    const changed = {
      ...event,
      ...(event.type === 'acknowledged' ? { by: 'U0SECOND' } : {}),
      at: event.type === 'ended' ? '2026-11-25T12:00:00.000Z' : event.at,
    };
    previous = hashEvent(previous, changed);
    return { ...changed, hash: previous };
  });
  const forged = events.reduce<Parameters<typeof evolve>[0]>(evolve, undefined);
  if (forged === undefined) throw new Error('nothing is left of it');
  expect(await nights.store.save({ ...stored, stream: forged }, undefined)).not.toBe('conflict');
  await nights.night('2026-11-26');
  expect(await nights.verify()).toMatchObject({
    file: formatFileKey('2026-11-25', 2),
    session: 'operator-a',
    event: 3,
    what: 'it is not the event that an earlier seal holds',
  });
});

test.each<[string, object, string]>([
  ['a number too high', { number: 2, day: '2026-11-24' }, 'amendment 1 is missing before it'],
  ['another day', { number: 1, day: '2026-11-23' }, 'it amends 2026-11-23, and belongs to 2026-11-24'],
])('an amendment with %s is named', async (_, amendment, what) => {
  const nights = createNights();
  const open = await sessionOn(nights, '2026-11-24', 'operator-a', { after: [noticed] });
  await nights.night('2026-11-25');
  const facts = startFacts({ sessionId: 'operator-a', startedAt: '2026-11-24T08:00:00.000Z' });
  await nights.store.save(
    { ...open, stream: aSession({ facts, after: [noticed, when(24 * 60, acknowledged())] }) },
    undefined,
  );
  await nights.night('2026-11-26');
  const key = formatFileKey('2026-11-25', 2);
  rewrite(
    nights.archive,
    key,
    linesIn(nights.archive, key).map((line) => canonicalize({ ...JSON.parse(line), amendment })),
  );
  expect(await nights.verify()).toMatchObject({ outcome: 'wrong', file: key, session: 'operator-a', what });
});

test('yesterday must be sealed once the night is over', async () => {
  const nights = await threeNights();
  expect(await nights.verify(new Date('2026-11-28T02:59:59.999Z'))).toMatchObject({ outcome: 'proved' });
  expect(await nights.verify(new Date('2026-11-28T03:00:00.000Z'))).toMatchObject({ what: '2026-11-27 is not sealed' });
});

test('an archive with nothing in it proves nothing', async () => {
  expect(await createNights().verify()).toMatchObject({ what: 'there is no seal' });
});

test('an invalid key is a fault and no finding', async () => {
  const nights = await threeNights();
  await expect(nights.verify(undefined, 'no key')).rejects.toThrow();
});
