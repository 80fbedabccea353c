// The clock of the trial waits for the work of each minute: no warning names a past time, and each termination has its warning.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageMessage, PageSession } from '../../local/snapshot.ts';
import { npmStart, ROOT, type Started } from './npm-start.ts';

const SESSIONS = 8;
const OPERATOR = 'U0OPERATOR1';
const MINUTE = 60_000;

let world: Started;
let sessions: PageSession[];
let messages: PageMessage[];

/** Eight sessions at once, and the two moves after which each watchdog pass sent only one warning. */
beforeAll(async () => {
  const slow = `--require ${JSON.stringify(join(ROOT, 'test/start/slow-messages.cjs'))}`;
  world = npmStart(['--time-zone', 'UTC'], { NODE_OPTIONS: slow });
  await world.address;
  for (let n = 0; n < SESSIONS; n += 1)
    await world.post('start', { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: `${n}` });
  await world.post('forward', { minutes: 5 });
  await world.post('forward', { minutes: 15 });
  ({ sessions, messages } = await world.snapshot());
});
afterAll(async () => {
  await world?.interrupt();
});

const saidAt = ({ ts }: PageMessage) => Number(ts) * 1_000;

/** The time that a warning names, e.g. "11:48", on the day of the warning. */
function namedIn(message: PageMessage): number {
  const [, hour, minute] = /(\d\d):(\d\d) UTC unless/.exec(message.text) ?? [];
  const named = new Date(saidAt(message));
  named.setUTCHours(Number(hour), Number(minute), 0, 0);
  // A warning just before midnight names a time of the next day.
  return named.getTime() < saidAt(message) - 12 * 60 * MINUTE ? named.getTime() + 24 * 60 * MINUTE : named.getTime();
}

const warnings = () => messages.filter(({ text }) => /\d\d:\d\d UTC unless/.test(text));

test('every operator and every thread gets a warning, which names a time in the future', () => {
  const direct = warnings().filter(({ place, visibleTo }) => place === 'direct' && visibleTo === OPERATOR);
  const threads = new Set(warnings().flatMap(({ place, threadTs }) => (place === 'channel' && threadTs) || []));
  expect([direct.length, threads.size]).toEqual([SESSIONS, SESSIONS]);
  for (const warning of warnings()) expect(namedIn(warning), warning.text).toBeGreaterThan(saidAt(warning));
});

test('every session is terminated at the time that its warning names, and not earlier', () => {
  expect(sessions.map(({ status }) => status)).toEqual(Array(SESSIONS).fill('Terminated'));
  const earliest = Math.min(...warnings().map(namedIn));
  for (const { endedAt = '' } of sessions) expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(earliest);
  expect(JSON.stringify(messages)).not.toContain('postponed');
});

test('moves of the clock that are requested at once follow each other', async () => {
  /** One reading of the trial's clock, between two readings of this machine's clock. */
  const reading = async () => {
    const asked = Date.now();
    const now = Date.parse((await world.snapshot()).now);
    return { asked, now, answered: Date.now() };
  };
  const before = await reading();
  await Promise.all([world.post('forward', { minutes: 2 }), world.post('forward', { minutes: 3 })]);
  const after = await reading();
  const passed = after.now - before.now - 5 * MINUTE;
  expect(passed).toBeGreaterThanOrEqual(after.asked - before.answered);
  expect(passed).toBeLessThanOrEqual(after.answered - before.asked);
});
