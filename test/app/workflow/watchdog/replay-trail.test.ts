// The trail's log group is read again: what the subscription skipped is found, once, whatever stands in it.
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../app/session/event.ts';
import { aStart, ID, OTHER, watching } from './watchdog-fixture.ts';

describe('the trail', () => {
  test('is read again, and what the subscription skipped is taken in and shown', async () => {
    const watched = watching();
    await watched.minutes(6);
    watched.memory.pages.push({ observations: [aStart()], faults: [] });
    watched.memory.connect(ID);
    watched.memory.end(ID);
    await watched.minutes(6);
    expect(await watched.types()).toEqual(['started', 'noticed', 'ended']);
    expect(watched.memory.counted).toContain('RecordsReplayed');
  });

  test('is read from six hours before the watermark, and never before the first pass', async () => {
    const watched = watching();
    const first = watched.memory.ports.clock.now().toISOString();
    await watched.minutes(12);
    watched.memory.pass(10 * 60);
    await watched.minutes(6);
    expect(watched.memory.ranges[0]?.from).toBe(first);
    const { from = '', to = '' } = watched.memory.ranges.at(-2) ?? {};
    expect(Date.parse(to) - Date.parse(from)).toBeGreaterThan(6 * 3_600_000 - 1);
  });

  test('is read on where the time was over, and its watermark moves only after the last page', async () => {
    const watched = watching();
    const { memory } = watched;
    await watched.minutes(6);
    const before = (await memory.controls.read('#watermark')).value;
    const page = (n: number) => ({ observations: [aStart(`r-${n}`, `operator-${n}`)], faults: [], next: `token-${n}` });
    memory.pages.push(...Array.from({ length: 300 }, (_, n) => page(n)), { observations: [], faults: [] });
    await watched.minutes(5);
    const during = (await memory.controls.read('#watermark')).value;
    expect(during?.at).toBe(before?.at);
    expect(during?.unfinished?.token).toMatch(/^token-/);
    await watched.minutes(5);
    expect(memory.pages).toEqual([]);
    expect((await memory.controls.read('#watermark')).value?.unfinished).toBeUndefined();
  });

  test('begins anew when the place to read on from is forgotten', async () => {
    const watched = watching();
    const { memory } = watched;
    await watched.minutes(6);
    memory.pages.push({ observations: [], faults: [], next: 'a' }, 'token-too-old', {
      observations: [aStart()],
      faults: [],
    });
    await watched.minutes(6);
    expect(memory.ranges.slice(-3).map(({ token }) => token)).toEqual([undefined, 'a', undefined]);
    expect(await watched.session()).toBeDefined();
  });

  test('that has an event that cannot be read tells of it, and loses nothing else', async () => {
    const watched = watching();
    await watched.minutes(6);
    watched.memory.pages.push({ observations: [aStart()], faults: [new Error('no JSON')] });
    await watched.minutes(6);
    expect(await watched.session()).toBeDefined();
    expect(watched.memory.faults).toEqual(['trail record not readable']);
  });

  test('that breaks off is read again from the same place', async () => {
    const watched = watching();
    await watched.minutes(6);
    const before = (await watched.memory.controls.read('#watermark')).value;
    watched.memory.pages.push({ observations: [], faults: [], next: 'a' }, new Error('throttled'));
    await watched.minutes(5);
    expect((await watched.memory.controls.read('#watermark')).value).toEqual(before);
    await watched.minutes(2);
    expect(watched.memory.faults).toContain('trail log group not read to the end');
    expect((await watched.memory.controls.read('#watermark')).value?.at).not.toBe(before?.at);
  });

  test('brings back a call that came before its session', async () => {
    const watched = watching();
    const call: Observation = {
      type: 'terminate-call',
      recordId: 'call',
      sessionId: ID,
      caller: 'somebody',
      at: '2026-11-24T01:30:00.000Z',
    };
    await watched.minutes(6);
    watched.memory.pages.push({ observations: [call], faults: [] });
    await watched.minutes(5);
    watched.memory.pass(30);
    watched.memory.pages.push({ observations: [aStart(), call], faults: [] });
    await watched.minutes(5);
    expect((await watched.session()).terminateCall?.by).toBe('somebody');
  });

  test('whose watermark lies in the future is read as ever, with an alarm', async () => {
    const watched = watching();
    const { memory } = watched;
    const future = '2027-11-24T01:00:00.000Z';
    await memory.controls.write('#watermark', { first: future, at: future }, 0);
    memory.pages.push({ observations: [aStart()], faults: [] });
    await watched.minutes(1);
    expect(memory.faults).toContain('trail watermark lies in the future');
    expect(await watched.session()).toBeDefined();
    const { value } = await memory.controls.read('#watermark');
    expect((value?.at ?? future) < future).toBe(true);
    const { from = '', to = '' } = memory.ranges[0] ?? {};
    expect(Date.parse(to) - Date.parse(from)).toBe(6 * 3_600_000);
  });

  test('whose watermark somebody has overwritten with nonsense is read as ever', async () => {
    const watched = watching();
    watched.memory.controls.overwrite('#watermark', { sessionId: '#watermark', version: 4, value: 'nonsense' });
    watched.memory.pages.push({ observations: [aStart()], faults: [] });
    await watched.minutes(1);
    expect(await watched.session()).toBeDefined();
  });
});

describe('a record of the trail that cannot be stored', () => {
  test('holds up nothing behind it', async () => {
    const watched = watching();
    const { memory } = watched;
    memory.store.overwrite(OTHER, { sessionId: OTHER, version: 1, events: [] });
    await watched.minutes(1);
    memory.pages.push({ observations: [aStart('bad', OTHER), aStart()], faults: [] });
    await watched.minutes(6);
    expect(await watched.session()).toBeDefined();
    expect(memory.faults).toContain('trail record not stored');
  });
});
