// A thousand starts within a minute and a Slack that accepts one message a second, until some minutes after the last notice.
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { NOTICE_EVENT } from '../../app/slack/outbound/find-own-messages.ts';
import { pressOf } from '../handlers/requests.ts';
import { deliveryOfStarts } from './inputs.ts';
import { startWatchdog } from './load-pass.ts';
import type { Remembered } from './load-slack.ts';
import { type Click, figuresOfStorm, rowsOf, type Storm, type TimedPass } from './load-storm-figures.ts';
import { APPROVERS, type Bundles, startWorld, type World } from './load-world.ts';
import type { Resident } from './warm.ts';

const MODES = [
  { mode: 'remind', environment: { ON_DEADLINE: 'remind' } },
  { mode: 'terminate', environment: { ON_DEADLINE: 'terminate', ON_NO_NOTICE: 'terminate' } },
] as const;
const MINUTE_MILLIS = 60_000;
const DELIVERIES = 10;
const PROCESSES = 2;
const SLACK_MILLIS = 80;
/** The schedule does not depend on the storm: its minute begins at another moment in each world. */
const FIRST_PASS_MILLIS = [20_000, 45_000];
/** Time that the storm goes on after the last notice. */
const AFTERWARDS_MINUTES = 3;
const CLICK_MILLIS = 2_000;
/** Time to read a notice before a click. */
const READING_MILLIS = 2_000;
/** Share of the sessions that are acknowledged. The others reach their deadlines. */
const ACKNOWLEDGED_SHARE = 0.1;
/** Later clicks are on acknowledged sessions. They are fewer, because each updates a notice, which Slack limits. */
const LATER_EVERY = 5;

export interface StormSize {
  readonly starts: number;
  /** The storm stops after this time, even if work is left */
  readonly minutes: number;
  /** Calls of chat.update that Slack accepts a minute */
  readonly updatesAMinute: number;
}

const answered = z.object({ statusCode: z.number() });

export async function loadStorm(bundles: Bundles, size: StormSize, show: (done: number, what: string) => void) {
  const states = MODES.map(() => ({ minute: 0, notices: 0 }));
  const storms = await Promise.all(
    MODES.map((mode, index) =>
      storm(bundles, size, { ...mode, firstPassMillis: FIRST_PASS_MILLIS[index] ?? 0 }, (minute, notices) => {
        states[index] = { minute, notices };
        const told = states.map((state, at) => `${MODES[at]?.mode} ${state.notices}`).join(', ');
        show(minute / size.minutes, `storm: minute ${minute}, notices ${told} of ${size.starts}`);
      }),
    ),
  );
  return {
    figures: storms.flatMap(figuresOfStorm),
    details: storms.map((one) => ({ mode: one.mode, passes: rowsOf(one), clicks: one.clicks })),
  };
}

interface Mode {
  readonly mode: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly firstPassMillis: number;
}

async function storm(
  bundles: Bundles,
  { starts, minutes, updatesAMinute }: StormSize,
  { mode, environment, firstPassMillis }: Mode,
  show: (minute: number, notices: number) => void,
): Promise<Storm> {
  const world = await startWorld(bundles, { millis: SLACK_MILLIS, onePostASecond: true, updatesAMinute }, environment);
  try {
    const takers = await Promise.all(Array.from({ length: PROCESSES }, () => world.start('session-events')));
    const [slack, watchdog] = [await world.start('slack'), await startWatchdog(world)];
    const began = Date.now();
    const stop = new AbortController();
    const clicks: Click[] = [];
    const clicking = click(world, slack, starts, stop.signal, clicks);
    const delivering = deliver(world, takers, starts, began);
    // The end awaits it and gets its error.
    for (const later of [clicking, delivering]) later.catch(() => {});
    const passes: TimedPass[] = [];
    const isOver = async (): Promise<boolean> => {
      const minute = (Date.now() - began) / MINUTE_MILLIS;
      const notices = firstNotices((await world.slack()).messages);
      show(Math.floor(minute), notices.size);
      const last = Math.max(...notices.values());
      const isOut = notices.size === starts && (Date.now() - last) / MINUTE_MILLIS >= AFTERWARDS_MINUTES;
      return isOut || minute >= minutes;
    };
    for (let next = began + firstPassMillis; !(await isOver()); next += MINUTE_MILLIS) {
      await setTimeout(Math.max(0, next - Date.now()));
      const from = Date.now();
      passes.push({ from, ...(await watchdog.pass()) });
    }
    const sessionIds = await delivering;
    stop.abort();
    await clicking;
    const [told, aws, items] = [await world.slack(), await world.aws(), await world.items()];
    return { mode, began, sessionIds, passes, clicks, slack: told, terminations: aws.terminations, items };
  } finally {
    world.close();
  }
}

/** Time of each session's notice, in milliseconds since 1970. */
function firstNotices(messages: readonly Remembered[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { metadata, at } of messages) {
    const id = metadata?.event_payload.session_id;
    if (metadata?.event_type === NOTICE_EVENT && id !== undefined && !first.has(id)) first.set(id, at);
  }
  return first;
}

/** Delivers the starts within the first minute, to the processes in turn. @returns ids of the sessions */
async function deliver(
  world: World,
  takers: readonly Resident[],
  starts: number,
  began: number,
): Promise<readonly string[]> {
  const sessionIds: string[] = [];
  const taking: Promise<unknown>[] = [];
  for (let n = 0; n < DELIVERIES; n++) {
    await setTimeout(Math.max(0, began + (n * MINUTE_MILLIS) / DELIVERIES - Date.now()));
    const connected = await world.connect(Math.round((starts * (n + 1)) / DELIVERIES) - sessionIds.length);
    sessionIds.push(...connected.map(({ sessionId }) => sessionId));
    const taker = takers[n % takers.length];
    if (taker !== undefined) taking.push(taker.invoke(deliveryOfStarts(connected)));
  }
  await Promise.all(taking);
  return sessionIds;
}

/** Clicks one after the other, each on the newest notice that is old enough to be read. The first tenth acknowledges. */
async function click(world: World, slack: Resident, starts: number, signal: AbortSignal, clicks: Click[]) {
  const fresh: Remembered[] = [];
  const acknowledged: Remembered[] = [];
  let after = '0';
  for (let n = 0; !signal.aborted; n++) {
    await setTimeout(CLICK_MILLIS, undefined, { signal }).catch(() => {});
    const news = await world.messagesAfter(after);
    after = news.at(-1)?.ts ?? after;
    fresh.push(...news.filter(({ metadata }) => metadata?.event_type === NOTICE_EVENT));
    const isRead = ({ at }: Remembered) => at <= Date.now() - READING_MILLIS;
    const newest = acknowledged.length < starts * ACKNOWLEDGED_SHARE ? fresh.findLastIndex(isRead) : -1;
    const notice = newest === -1 ? acknowledged[n % acknowledged.length] : fresh.splice(newest, 1)[0];
    if (notice === undefined || (newest === -1 && n % LATER_EVERY > 0)) continue;
    if (newest !== -1) acknowledged.push(notice);
    clicks.push(await press(slack, notice, APPROVERS[n % APPROVERS.length] ?? ''));
  }
}

async function press(slack: Resident, { ts, metadata }: Remembered, person: string): Promise<Click> {
  const sessionId = metadata?.event_payload.session_id ?? '';
  try {
    const { answer, milliseconds } = await slack.invoke(pressOf({ person, sessionId, messageTs: ts }));
    return { milliseconds, isAnswered: answered.safeParse(answer).data?.statusCode === 200 };
  } catch (fault) {
    console.error(fault);
    return { milliseconds: Number.POSITIVE_INFINITY, isAnswered: false };
  }
}
