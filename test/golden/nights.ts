// Sessions around midnight, each with its own start, for the seals of each night and the amendments of later nights.
import type { Story } from './story.ts';
import {
  acknowledged,
  ended,
  noticed,
  PARTICULARS,
  reasoned,
  shownAt,
  started,
  startFacts,
  withdrawn,
} from './story.ts';

/** Delay of the trail in minutes. */
const LATE_MINUTES = 15 * 60;
const HOUR = 60;

export const NIGHT_STORIES: Readonly<Record<string, readonly [startsAt: string, Story]>> = {
  'on the last evening of october': plain('2026-10-31T15:30:00.000Z'),
  'ends the next day': at('2026-11-24T23:40:00.000Z', (from) => [
    started(startFacts(from, PARTICULARS)),
    noticed(),
    acknowledged(4),
    ended(from, 2 * HOUR),
  ]),
  'acknowledged two days later': at('2026-11-24T22:00:00.000Z', (from) => [
    started(startFacts(from, PARTICULARS)),
    noticed(),
    ended(from, 30),
    acknowledged(35 * HOUR),
  ]),
  'told late': at('2026-11-24T12:05:00.000Z', (from) => [
    started(startFacts(from, PARTICULARS), LATE_MINUTES),
    noticed(LATE_MINUTES + 1),
    ended(from, LATE_MINUTES + 2, { endedAt: from.replace('T12:05', 'T12:25') }),
    acknowledged(LATE_MINUTES + 9),
  ]),
  'amended twice': at('2026-11-24T21:00:00.000Z', (from) => [
    started(startFacts(from, PARTICULARS)),
    noticed(),
    acknowledged(12 * HOUR),
    ended(from, 36 * HOUR),
  ]),
  'on the second day': plain('2026-11-25T08:00:00.000Z'),
  'on the third day': plain('2026-11-26T23:00:00.000Z'),
  'withdrawn after it was sealed': at('2026-11-24T22:22:00.000Z', (from) => [
    started(startFacts(from, PARTICULARS)),
    noticed(),
    acknowledged(3, { via: 'notice', note: 'Known' }),
    withdrawn(5 * HOUR, { note: 'I took it for another session' }),
    acknowledged(5 * HOUR + 4, { via: 'digest' }),
    ended(from, 30 * HOUR),
  ]),
  'reason given after it was sealed': at('2026-11-24T22:32:00.000Z', (from) => [
    started(startFacts(from)),
    noticed(),
    acknowledged(3, { via: 'notice' }),
    ended(from, 40),
    reasoned(11 * HOUR),
  ]),
};

function at(startsAt: string, happenings: (from: string) => ReturnType<Story>['happenings']): readonly [string, Story] {
  return [startsAt, (from) => ({ happenings: happenings(from), delivery: shownAt(from) })];
}

function plain(startsAt: string): readonly [string, Story] {
  return at(startsAt, (from) => [started(startFacts(from, PARTICULARS)), noticed(), acknowledged(3), ended(from, 40)]);
}
