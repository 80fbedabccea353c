// The trail's log group is read again: what the subscription skipped is found, once, whatever stands in it.
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../app/session/event.ts';
import { aStart, createWatchdogFixture, ID, OTHER } from './watchdog-fixture.ts';

describe('the trail', () => {
  test('the trail is read again, and the records that the subscription skipped are ingested and shown', async () => {
    const watchdog = createWatchdogFixture();
    await watchdog.minutes(6);
    watchdog.memory.pages.push({ observations: [aStart()], faults: [] });
    watchdog.memory.connect(ID);
    watchdog.memory.end(ID);
    await watchdog.minutes(6);
    expect(await watchdog.types()).toEqual(['started', 'noticed', 'ended']);
    expect(watchdog.memory.counted).toContain('RecordsReplayed');
  });

  test('the trail is read from six hours before the watermark, and never before the first pass', async () => {
    const watchdog = createWatchdogFixture();
    const first = watchdog.memory.ports.clock.now().toISOString();
    await watchdog.minutes(12);
    watchdog.memory.pass(10 * 60);
    await watchdog.minutes(6);
    expect(watchdog.memory.ranges[0]?.from).toBe(first);
    const { from = '', to = '' } = watchdog.memory.ranges.at(-2) ?? {};
    expect(Date.parse(to) - Date.parse(from)).toBeGreaterThan(6 * 3_600_000 - 1);
  });

  test('the trail is read on where the time was over, and its watermark moves only after the last page', async () => {
    const watchdog = createWatchdogFixture();
    const { memory } = watchdog;
    await watchdog.minutes(6);
    const before = (await memory.controls.read('#watermark')).value;
    const page = (n: number) => ({ observations: [aStart(`r-${n}`, `operator-${n}`)], faults: [], next: `token-${n}` });
    memory.pages.push(...Array.from({ length: 300 }, (_, n) => page(n)), { observations: [], faults: [] });
    await watchdog.minutes(5);
    const during = (await memory.controls.read('#watermark')).value;
    expect(during?.at).toBe(before?.at);
    expect(during?.unfinished?.token).toMatch(/^token-/);
    await watchdog.minutes(5);
    expect(memory.pages).toEqual([]);
    expect((await memory.controls.read('#watermark')).value?.unfinished).toBeUndefined();
  });

  test('the trail is read from its beginning when the place to go on from is forgotten', async () => {
    const watchdog = createWatchdogFixture();
    const { memory } = watchdog;
    await watchdog.minutes(6);
    memory.pages.push({ observations: [], faults: [], next: 'a' }, 'token-too-old', {
      observations: [aStart()],
      faults: [],
    });
    await watchdog.minutes(6);
    expect(memory.ranges.slice(-3).map(({ token }) => token)).toEqual([undefined, 'a', undefined]);
    expect(await watchdog.session()).toBeDefined();
  });

  test('a record of the trail that cannot be read is a fault, and loses no other', async () => {
    const watchdog = createWatchdogFixture();
    await watchdog.minutes(6);
    watchdog.memory.pages.push({ observations: [aStart()], faults: [new Error('no JSON')] });
    await watchdog.minutes(6);
    expect(await watchdog.session()).toBeDefined();
    expect(watchdog.memory.faults).toEqual(['trail record not readable']);
  });

  test('a reading of the trail that breaks off starts again from the same place', async () => {
    const watchdog = createWatchdogFixture();
    await watchdog.minutes(6);
    const before = (await watchdog.memory.controls.read('#watermark')).value;
    watchdog.memory.pages.push({ observations: [], faults: [], next: 'a' }, new Error('throttled'));
    await watchdog.minutes(5);
    expect((await watchdog.memory.controls.read('#watermark')).value).toEqual(before);
    await watchdog.minutes(2);
    expect(watchdog.memory.faults).toContain('trail log group not read to the end');
    expect((await watchdog.memory.controls.read('#watermark')).value?.at).not.toBe(before?.at);
  });

  test('the trail brings back a call that came before its session', async () => {
    const watchdog = createWatchdogFixture();
    const call: Observation = {
      type: 'terminate-call',
      recordId: 'call',
      sessionId: ID,
      caller: 'somebody',
      at: '2026-11-24T01:30:00.000Z',
    };
    await watchdog.minutes(6);
    watchdog.memory.pages.push({ observations: [call], faults: [] });
    await watchdog.minutes(5);
    watchdog.memory.pass(30);
    watchdog.memory.pages.push({ observations: [aStart(), call], faults: [] });
    await watchdog.minutes(5);
    expect((await watchdog.session()).terminateCall?.by).toBe('somebody');
  });

  test('a watermark that lies in the future is ignored, with an alarm', async () => {
    const watchdog = createWatchdogFixture();
    const { memory } = watchdog;
    const future = '2027-11-24T01:00:00.000Z';
    await memory.controls.write('#watermark', { first: future, at: future }, 0);
    memory.pages.push({ observations: [aStart()], faults: [] });
    await watchdog.minutes(1);
    expect(memory.faults).toContain('trail watermark lies in the future');
    expect(await watchdog.session()).toBeDefined();
    const { value } = await memory.controls.read('#watermark');
    expect((value?.at ?? future) < future).toBe(true);
    const { from = '', to = '' } = memory.ranges[0] ?? {};
    expect(Date.parse(to) - Date.parse(from)).toBe(6 * 3_600_000);
  });

  test('a watermark that somebody has overwritten with nonsense is ignored', async () => {
    const watchdog = createWatchdogFixture();
    watchdog.memory.controls.overwrite('#watermark', { sessionId: '#watermark', version: 4, value: 'nonsense' });
    watchdog.memory.pages.push({ observations: [aStart()], faults: [] });
    await watchdog.minutes(1);
    expect(await watchdog.session()).toBeDefined();
  });
});

describe('a record of the trail that cannot be stored', () => {
  test('a record of the trail that cannot be stored holds up nothing behind it', async () => {
    const watchdog = createWatchdogFixture();
    const { memory } = watchdog;
    memory.store.overwrite(OTHER, { sessionId: OTHER, version: 1, events: [] });
    await watchdog.minutes(1);
    memory.pages.push({ observations: [aStart('bad', OTHER), aStart()], faults: [] });
    await watchdog.minutes(6);
    expect(await watchdog.session()).toBeDefined();
    expect(memory.faults).toContain('trail record not stored');
  });
});
