// The nightly seal: days in order, open streams, later changes, and nights that failed.
import { expect, test } from 'vitest';
import { formatFileKey, formatSealKey } from '../../../../app/audit/seals/seal.ts';
import { sealDays } from '../../../../app/audit/seals/seal-days.ts';
import { saved, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { acknowledged, aSession, ended, noticed, startFacts, when } from '../../session/session-fixture.ts';
import { ANSWERED, createNights, linesIn, sealIn, sessionOn, threeNights } from '../sealed-archive-fixture.ts';

const lines = (nights: ReturnType<typeof createNights>, day: string, number: number) =>
  linesIn(nights.archive, formatFileKey(day, number)).map((line) => JSON.parse(line));

test('each UTC day is one file and one numbered seal, and an empty day as well', async () => {
  const nights = await threeNights();
  expect([...nights.archive.objects.keys()].sort()).toEqual([
    formatFileKey('2026-11-24', 1),
    formatFileKey('2026-11-25', 2),
    formatFileKey('2026-11-26', 3),
    ...[1, 2, 3].map(formatSealKey),
  ]);
  const counts = [1, 2, 3].map((number) => sealIn(nights.archive, number).counts);
  expect(counts.map(({ sessions, denied }) => [sessions, denied])).toEqual([
    [2, 1],
    [1, 0],
    [0, 0],
  ]);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('the second call of a night seals nothing', async () => {
  const nights = await threeNights();
  expect(await nights.night('2026-11-27')).toEqual([]);
});

test('a later night seals the days of nights that failed, in their order', async () => {
  const nights = createNights();
  await nights.night('2026-11-25');
  await sessionOn(nights, '2026-11-26', 'operator-a', ANSWERED);
  const made = await nights.night('2026-11-29');
  expect(made.map(({ number, day }) => [number, day])).toEqual([
    [2, '2026-11-25'],
    [3, '2026-11-26'],
    [4, '2026-11-27'],
    [5, '2026-11-28'],
  ]);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('sealing begins no day when the time is up, and the next call goes on', async () => {
  const nights = createNights();
  await nights.night('2026-11-25');
  expect(await nights.night('2026-11-28', new Date('2026-11-28T00:29:00.000Z'))).toEqual([]);
  expect(await nights.night('2026-11-28')).toHaveLength(3);
});

test('an open session is marked in the seal, and its later events are an amendment of the next seal', async () => {
  const nights = createNights();
  const open = await sessionOn(nights, '2026-11-24', 'operator-a', { after: [noticed] });
  await sessionOn(nights, '2026-11-24', 'operator-b', ANSWERED);
  await nights.night('2026-11-25');
  expect(lines(nights, '2026-11-24', 1).map(({ id, open }) => [id, open])).toEqual([
    ['operator-a', true],
    ['operator-b', false],
  ]);
  expect(sealIn(nights.archive, 1).open).toEqual(['operator-a']);

  const later = aSession({
    facts: startFacts({ sessionId: 'operator-a', startedAt: '2026-11-24T08:00:00.000Z' }),
    after: [noticed, when(24 * 60, acknowledged())],
  });
  await saved(nights.store, { ...open, stream: later });
  await nights.night('2026-11-26');
  expect(lines(nights, '2026-11-25', 2)).toMatchObject([
    { id: 'operator-a', amendment: { number: 1, day: '2026-11-24' }, acknowledged: { by: 'U0APPROVER' } },
  ]);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('an ended and acknowledged session is open no more, and is amended no more', async () => {
  const nights = createNights();
  const open = await sessionOn(nights, '2026-11-24', 'operator-a', { after: [noticed] });
  await nights.night('2026-11-25');
  const facts = startFacts({ sessionId: 'operator-a', startedAt: '2026-11-24T08:00:00.000Z' });
  const over = aSession({ facts, after: [noticed, when(24 * 60, acknowledged()), when(24 * 60, ended())] });
  await saved(nights.store, { ...open, stream: over });
  await nights.night('2026-11-26');
  await nights.night('2026-11-27');
  const seals = [1, 2, 3].map((number) => sealIn(nights.archive, number));
  expect(seals.map(({ open }) => open)).toEqual([['operator-a'], [], []]);
  expect(seals.map(({ counts }) => counts.amendments)).toEqual([0, 1, 0]);
});

test('an open session is amended however long ago it began', async () => {
  const nights = createNights();
  const open = await sessionOn(nights, '2026-11-24', 'operator-a', { after: [noticed] });
  await nights.night('2026-11-25');
  await nights.night('2026-12-20');
  const facts = startFacts({ sessionId: 'operator-a', startedAt: '2026-11-24T08:00:00.000Z' });
  const later = aSession({ facts, after: [noticed, when(26 * 24 * 60, acknowledged())] });
  await saved(nights.store, { ...open, stream: later });
  const [seal] = await nights.night('2026-12-21');
  expect(seal).toMatchObject({ counts: { sessions: 0, amendments: 1 } });
});

test('a start that is reported late is an amendment of its day', async () => {
  const nights = createNights();
  await nights.night('2026-11-25');
  const facts = startFacts({ sessionId: 'operator-late', startedAt: '2026-11-24T23:59:00.000Z' });
  const late = aSession({ facts, after: [noticed, when(17 * 60, acknowledged())] });
  await saved(nights.store, unsaved(late));
  await nights.night('2026-11-26');
  expect(lines(nights, '2026-11-25', 2)).toMatchObject([{ id: 'operator-late', amendment: { day: '2026-11-24' } }]);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('an item that cannot be read is named in the seal', async () => {
  const nights = createNights();
  await sessionOn(nights, '2026-11-24', 'operator-a', ANSWERED);
  const item = nights.store.items().get('operator-a');
  nights.store.overwrite('operator-a', { ...item, events: [] });
  await nights.night('2026-11-25');
  expect(sealIn(nights.archive, 1).counts).toMatchObject({ sessions: 0, unreadable: 1 });
  expect(nights.faults).toEqual(['a day was sealed with unreadable streams']);
  expect(await nights.verify()).toMatchObject({
    what: expect.stringContaining('could not be read'),
    session: 'operator-a',
  });
});

test('a night that died between the file and its seal is finished with the file that is there', async () => {
  const nights = createNights();
  await sessionOn(nights, '2026-11-24', 'operator-a', { after: [noticed] });
  nights.sealing.signer.sign = () => Promise.reject(new Error('the key is disabled'));
  await expect(nights.night('2026-11-25')).rejects.toThrow('the key is disabled');
  const before = nights.archive.objects.get(formatFileKey('2026-11-24', 1));
  const again = createNights(undefined, nights.archive);
  await sessionOn(again, '2026-11-24', 'operator-b', { after: [noticed] });
  const [seal] = await again.night('2026-11-25');
  expect(nights.archive.objects.get(formatFileKey('2026-11-24', 1))).toBe(before);
  expect(seal).toMatchObject({ open: ['operator-a'] });
  expect(await again.verify()).toMatchObject({ outcome: 'proved' });
});

test('one of two simultaneous nights makes the seal, and the other says so', async () => {
  const nights = createNights();
  const both = await Promise.allSettled([nights.night('2026-11-25'), nights.night('2026-11-25')]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('sealing adds nothing behind a seal that somebody changed', async () => {
  const nights = await threeNights();
  nights.archive.objects.set(formatSealKey(3), Buffer.from('{}'));
  await expect(nights.night('2026-11-28')).rejects.toThrow(`${formatSealKey(3)} is not a seal`);
});

test.each([
  ['2026-03-01', '2026-04-10'],
  ['2026-09-20', '2026-11-10'],
  ['2028-02-20', '2028-03-05'],
])('each day from %s to %s is sealed once, and proved, whatever the clocks of the machine do', async (from, to) => {
  const nights = createNights();
  await nights.night(from);
  const made = await nights.night(to);
  const days = made.map(({ day }) => Date.parse(day));
  expect(days).toEqual(days.map((_, index) => Date.parse(from) + index * 86_400_000));
  expect(days.at(-1)).toBe(Date.parse(to) - 86_400_000);
  expect(await nights.verify()).toMatchObject({ outcome: 'proved' });
});

test('the day before is sealed in the first moment of a day', async () => {
  const nights = createNights();
  const at = (time: string) => ({ now: () => new Date(time), pause: async () => {} });
  const never = new Date('9999-01-01T00:00:00.000Z');
  const sealed = async (time: string) => sealDays({ ...nights.sealing, clock: at(time) }, never);
  expect((await sealed('2026-11-24T23:59:59.999Z')).map(({ day }) => day)).toEqual(['2026-11-23']);
  expect((await sealed('2026-11-25T00:00:00.000Z')).map(({ day }) => day)).toEqual(['2026-11-24']);
});
