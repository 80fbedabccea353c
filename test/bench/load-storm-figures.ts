// The figures of a storm, from the messages in Slack, the requests to SSM and the table.
import * as z from 'zod';
import { NOTICE_EVENT } from '../../app/slack/outbound/find-own-messages.ts';
import { quantile } from './cold.ts';
import type { AskedToEnd } from './load-aws.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import type { Pass } from './load-pass.ts';
import type { SlackTold } from './load-slack.ts';

/** One watchdog pass with its start, in milliseconds since 1970. */
export interface TimedPass extends Pass {
  readonly from: number;
}

export interface Click {
  readonly milliseconds: number;
  /** True for an answer with status 200 */
  readonly isAnswered: boolean;
}

export interface Storm {
  /** e.g. "remind" */
  readonly mode: string;
  readonly began: number;
  readonly sessionIds: readonly string[];
  readonly passes: readonly TimedPass[];
  readonly clicks: readonly Click[];
  readonly slack: SlackTold;
  readonly terminations: readonly AskedToEnd[];
  /** As stored in the table */
  readonly items: readonly Record<string, unknown>[];
}

const MINUTE_MILLIS = 60_000;
/** The default settings. */
const [REMIND_AFTER_MINUTES, ACKNOWLEDGE_WITHIN_MINUTES, WARN_BEFORE_MINUTES] = [5, 15, 2];
/** Tolerance of one second for the whole seconds of CloudTrail and for clocks. */
const TOLERANCE_MINUTES = 1 / 60;
/** Notices that fit into a minute if Slack accepts one message a second. */
const NOTICES_A_MINUTE = 50;
/** A few starts can arrive just after a watchdog pass. */
const LEAST_MINUTES = 3;
const LONGEST_PASS_SECONDS = 55;
const PATIENCE_MILLIS = 3_000;

const stored = z.object({
  sessionId: z.string(),
  noticeTs: z.string().optional(),
  events: z.array(z.looseObject({ type: z.string(), seq: z.number() })),
});
type Item = z.infer<typeof stored>;

export function figuresOfStorm(storm: Storm): LoadFigure[] {
  return [...noticesOf(storm), ...deadlinesOf(storm), ...passesOf(storm), ...clicksOf(storm)];
}

/** The messages of one session, with their times. */
function filedBySession({ slack }: Storm) {
  return Map.groupBy(slack.messages, ({ metadata }) => metadata?.event_payload.session_id ?? '');
}

function noticesOf(storm: Storm): LoadFigure[] {
  const { mode, sessionIds, began, slack } = storm;
  const { plain, atMost, none } = figuresOf(`storm, ${mode}`);
  const bySession = filedBySession(storm);
  const notices = sessionIds.map((id) =>
    (bySession.get(id) ?? []).filter(({ metadata }) => metadata?.event_type === NOTICE_EVENT),
  );
  const items = itemsOf(storm);
  const isKnown = (id: string, at: number) => notices[at]?.some(({ ts }) => ts === items.get(id)?.noticeTs) ?? false;
  const minutes = notices.flatMap(([first]) => (first ? [(first.at - began) / MINUTE_MILLIS] : []));
  const without = notices.filter(({ length }) => length === 0).length;
  const last = without > 0 ? Number.POSITIVE_INFINITY : quantile(minutes, 1);
  const most = Math.max(LEAST_MINUTES, Math.ceil(sessionIds.length / NOTICES_A_MINUTE));
  return [
    plain('starts', sessionIds.length, ''),
    atMost('the last notice is out', last, 'min', most),
    plain('the median notice is out', quantile(minutes, 0.5), 'min'),
    none('starts that were not stored', sessionIds.filter((id) => !items.has(id)).length),
    none('without a notice in the end', without),
    none('with more than one notice', notices.filter(({ length }) => length > 1).length),
    none(
      'with a notice that the table does not know',
      sessionIds.filter((id, at) => notices[at]?.length && !isKnown(id, at)).length,
    ),
    none('messages that Slack found faulty', slack.faults.length),
  ];
}

function deadlinesOf(storm: Storm): LoadFigure[] {
  const { mode, sessionIds, terminations } = storm;
  const { plain, none } = figuresOf(`storm, ${mode}`);
  const bySession = filedBySession(storm);
  const items = itemsOf(storm);
  const counts = { reminded: 0, warned: 0, tooSoonReminded: 0, tooSoonWarned: 0, putOff: 0 };
  const cuts = { all: 0, unannounced: 0, tooSoon: 0, unwarned: 0, acknowledged: 0 };
  let toldTwice = 0;
  for (const id of sessionIds) {
    const messages = bySession.get(id) ?? [];
    const notice = messages.find(({ metadata }) => metadata?.event_type === NOTICE_EVENT)?.at;
    const { events = [] } = items.get(id) ?? {};
    const keys = messages.flatMap(({ channel, metadata }) => {
      const { key } = metadata?.event_payload ?? {};
      return key === undefined ? [] : [`${channel} ${key}`];
    });
    toldTwice += keys.length - new Set(keys).size;
    /** Minutes from the notice to the message about each event of a type */
    const toldAfter = (type: string) =>
      events
        .filter((event) => event.type === type)
        .flatMap(({ seq }) => messages.filter(({ metadata }) => metadata?.event_payload.key === `${seq}:thread`))
        .map(({ at }) => (at - (notice ?? Number.NaN)) / MINUTE_MILLIS);
    const [reminders, warnings] = [toldAfter('reminded'), toldAfter('warned')];
    counts.reminded += reminders.length;
    counts.warned += warnings.length;
    counts.tooSoonReminded += reminders.filter((after) => !(after >= REMIND_AFTER_MINUTES - TOLERANCE_MINUTES)).length;
    counts.tooSoonWarned += warnings.filter(
      (after) => !(after >= ACKNOWLEDGE_WITHIN_MINUTES - WARN_BEFORE_MINUTES - TOLERANCE_MINUTES),
    ).length;
    counts.putOff += events.filter(({ type }) => type === 'postponed').length;
    const cut = terminations.find(({ sessionId }) => sessionId === id)?.at;
    if (cut === undefined) continue;
    cuts.all += 1;
    if (events.some(({ type }) => type === 'acknowledged')) cuts.acknowledged += 1;
    if (notice === undefined || cut < notice) cuts.unannounced += 1;
    else {
      const after = (cut - notice) / MINUTE_MILLIS;
      if (after < ACKNOWLEDGE_WITHIN_MINUTES - TOLERANCE_MINUTES) cuts.tooSoon += 1;
      if (!warnings.some((warned) => after - warned >= WARN_BEFORE_MINUTES - TOLERANCE_MINUTES)) cuts.unwarned += 1;
    }
  }
  return [
    plain('reminders', counts.reminded, ''),
    none('reminders before their time', counts.tooSoonReminded),
    plain('warnings', counts.warned, ''),
    none('warnings before their time', counts.tooSoonWarned),
    plain('put off', counts.putOff, 'times'),
    plain('terminated', cuts.all, ''),
    none('terminated without ever having been announced', cuts.unannounced),
    none('follow-ups that were told twice', toldTwice),
    none('acknowledged, and terminated', cuts.acknowledged),
    none('terminated before the deadline', cuts.tooSoon),
    none('announced, and terminated without a warning in time', cuts.unwarned),
  ];
}

/** The messages that Slack accepted and refused from the start of each watchdog pass to the next. */
export function rowsOf({ began, passes, slack }: Storm) {
  return passes.map(({ from, ...pass }, index) => {
    const to = passes[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const within = (at: number) => from <= at && at < to;
    const posts = slack.messages.filter(({ at }) => within(at));
    const notices = posts.filter(({ metadata }) => metadata?.event_type === NOTICE_EVENT).length;
    return {
      minute: Number(((from - began) / MINUTE_MILLIS).toFixed(2)),
      notices,
      otherPosts: posts.length - notices,
      refusedPosts: slack.refusedPosts.filter(within).length,
      refusedUpdates: slack.refusedUpdates.filter(within).length,
      ...pass,
    };
  });
}

function passesOf(storm: Storm): LoadFigure[] {
  const { mode, passes, slack } = storm;
  const { plain, atMost, none } = figuresOf(`storm, ${mode}`);
  const rows = rowsOf(storm);
  const longest = quantile(
    passes.map(({ milliseconds }) => milliseconds),
    1,
  );
  // A watchdog pass posts notices as long as any are left.
  const draining = rows.filter(({ oldestNoticeNotOut }) => (oldestNoticeNotOut ?? 0) > 0).map(({ notices }) => notices);
  return [
    plain('passes', passes.length, ''),
    none('passes that Lambda ended', passes.filter(({ killed }) => killed).length),
    atMost('the longest pass', longest / 1000, 's', LONGEST_PASS_SECONDS),
    none('passes without a sign of life', passes.filter((pass) => pass.oldestNoticeNotOut === undefined).length),
    plain('notices in a minute while some wait, median', quantile(draining, 0.5), ''),
    plain('posts that Slack refused', slack.refusedPosts.length, ''),
    plain('updates that Slack refused', slack.refusedUpdates.length, ''),
    plain('updates that Slack took', slack.updates, ''),
  ];
}

function clicksOf({ mode, clicks }: Storm): LoadFigure[] {
  const { plain, atMost, none } = figuresOf(`storm, ${mode}`);
  const took = clicks.map(({ milliseconds }) => milliseconds);
  return [
    plain('clicks meanwhile', clicks.length, ''),
    none('clicks that were not answered by 200', clicks.filter(({ isAnswered }) => !isAnswered).length),
    plain('clicks, median', quantile(took, 0.5), 'ms'),
    atMost('the slowest click', quantile(took, 1), 'ms', PATIENCE_MILLIS),
  ];
}

function itemsOf({ items }: Storm): ReadonlyMap<string, Item> {
  return new Map(
    items.map((item) => {
      const read = stored.parse(item);
      return [read.sessionId, read] as const;
    }),
  );
}
