// A thousand starts within a minute, at a Slack that takes one message a second in a place: all that follows, minute by minute.
import { describe, expect, test } from 'vitest';
import { createRecordsHandler } from '../../../../app/composition/records-handler.ts';
import { createWatchdogHandler } from '../../../../app/composition/watchdog-handler.ts';
import type { Deadlines } from '../../../../app/session/approval.ts';
import type { Session } from '../../../../app/session/session.ts';
import { createPostThrottle } from '../../../../app/workflow/slack-sync/post-throttle.ts';
import { createIamUser } from '../../../../local/aws/principals.ts';
import { createStartRecord, toSubscriptionEvent } from '../../../../local/records.ts';
import { createMemoryPorts, LINUX, MESSAGE_OPTIONS, type Memory, SETTINGS } from '../../doubles/memory-ports.ts';

const STARTS = 1_000;
const PER_DELIVERY = 100;
const MINUTE = 60_000;
const context = {
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:bastion-ack',
  getRemainingTimeInMillis: () => MINUTE,
};

interface Story {
  readonly memory: Memory;
  readonly sessions: readonly Session[];
  /** Minutes from the first start */
  readonly allNoticedAfter: number;
  /** How long each pass took, in seconds, and whether it told how long the oldest notice has waited */
  readonly passes: readonly { readonly seconds: number; readonly toldNoticeAge: boolean }[];
}

/** Another container each time: nothing is remembered from one to the next. */
function coldParts({ ports }: Memory) {
  const monitor = { ...ports.monitor, flush: () => {} };
  return { ports: { ...ports, throttle: createPostThrottle(ports) }, settings: SETTINGS, monitor };
}

async function storm(deadlines: Partial<Deadlines>, minutes: number): Promise<Story> {
  const memory = createMemoryPorts({ deadlines, perSecond: 1, editsPerMinute: 100 });
  const { clock } = memory.ports;
  const began = clock.now().getTime();
  const now = () => clock.now().getTime() - began;
  const waitUntil = (millis: number) => memory.pass(Math.max(0, millis - now()) / MINUTE);
  for (let delivery = 0; delivery < STARTS / PER_DELIVERY; delivery++) {
    const records = Array.from({ length: PER_DELIVERY }, (_, index) => {
      const SessionId = `operator-${String(delivery * PER_DELIVERY + index).padStart(26, '0')}`;
      memory.connect(SessionId);
      const session = { SessionId, Target: LINUX };
      const principal = createIamUser('operator');
      return createStartRecord({ session, kind: 'shell', principal, sourceIp: '203.0.113.24', at: clock.now() });
    });
    await createRecordsHandler(async () => coldParts(memory))(toSubscriptionEvent(records), context);
    waitUntil((delivery + 1) * 5_000);
  }
  const passes: { seconds: number; toldNoticeAge: boolean }[] = [];
  let allNoticedAfter = Number.POSITIVE_INFINITY;
  const known = async () => {
    const ids = Array.from({ length: STARTS }, (_, index) => `operator-${String(index).padStart(26, '0')}`);
    return (await memory.store.readMany(ids)).found.flatMap(({ stream }) =>
      stream.type === 'session' ? [stream] : [],
    );
  };
  for (let minute = 1; minute <= minutes; minute++) {
    waitUntil(minute * MINUTE);
    const [from, counted] = [now(), memory.counted.length];
    await createWatchdogHandler(async () => coldParts(memory))({}, context);
    const toldNoticeAge = memory.counted.slice(counted).some((metric) => metric.startsWith('OldestNoticeNotOut'));
    passes.push({ seconds: (now() - from) / 1000, toldNoticeAge });
    if (allNoticedAfter > minute && (await known()).every(({ noticed }) => noticed)) allNoticedAfter = now() / MINUTE;
  }
  return { memory, sessions: await known(), allNoticedAfter, passes };
}

const noteOf = ({ memory: { notes } }: Story) => {
  const times = new Map(notes.map(({ about, key, ts }) => [`${about} ${key ?? 'notice'}`, Number(ts) * 1000]));
  return (session: Session, key = 'notice') => times.get(`${session.id} ${key}`) ?? Number.NaN;
};

describe.each<[string, Partial<Deadlines>, number]>([
  ['reminds', { onDeadline: 'remind' }, 75],
  ['terminates', { onDeadline: 'terminate', onNoNotice: 'terminate' }, 90],
])('where the team %s', async (_what, deadlines, minutes) => {
  const story = await storm(deadlines, minutes);
  const { memory, sessions, allNoticedAfter, passes } = story;
  const at = noteOf(story);
  const { acknowledgeWithinMinutes, warnBeforeMinutes, remindAfterMinutes } = MESSAGE_OPTIONS.deadlines;

  test('each session of a storm is announced once, in the order of the starts, within twenty minutes', () => {
    const notices = memory.notes.filter(({ key }) => key === undefined);
    const about = notices.map((note) => note.about).filter((one) => one.startsWith('operator-'));
    expect(about).toEqual(sessions.map(({ id }) => id));
    expect(about).toHaveLength(STARTS);
    expect(allNoticedAfter).toBeLessThanOrEqual(20);
  });

  test('each follow-up of a storm is sent once, and Slack says seldom that there are too many', () => {
    const keys = memory.notes.map(({ about, where, key }) => `${about} ${where} ${key}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(memory.limited.length / memory.notes.length).toBeLessThan(0.05);
  });

  test('each watchdog pass of a storm ends in time, and reports how long the oldest notice has waited', () => {
    expect(Math.max(...passes.map(({ seconds }) => seconds))).toBeLessThan(55);
    expect(passes.filter(({ toldNoticeAge }) => !toldNoticeAge)).toEqual([]);
  });

  test('no session of a storm is terminated that was not announced, reminded of and warned of long enough before', () => {
    const requests = sessions.flatMap((session) =>
      session.events.flatMap((event) => (event.type === 'terminationRequested' ? [{ session, event }] : [])),
    );
    expect(requests).toHaveLength(deadlines.onDeadline === 'terminate' ? STARTS : 0);
    for (const { session, event } of requests) {
      expect(event.trigger).toBe('deadline');
      const cut = Date.parse(event.at);
      expect(cut - at(session)).toBeGreaterThanOrEqual(acknowledgeWithinMinutes * MINUTE);
      for (const key of [
        `${session.reminded?.seq}:thread`,
        `${session.warned?.seq}:thread`,
        `${session.warned?.seq}:operator`,
      ])
        expect(cut - at(session, key)).toBeGreaterThanOrEqual(warnBeforeMinutes * MINUTE);
    }
  });

  test('a deadline that our own queue lets pass is postponed, once', () => {
    for (const session of sessions) {
      const deadline = at(session) + acknowledgeWithinMinutes * MINUTE;
      const reminder = at(session, `${session.reminded?.seq}:thread`);
      expect(reminder - at(session)).toBeGreaterThanOrEqual(remindAfterMinutes * MINUTE - 1_000);
      const postponed = session.events.filter(({ type }) => type === 'postponed');
      expect(postponed.length).toBeLessThanOrEqual(1);
      if (deadlines.onDeadline === 'terminate') {
        const warning = at(session, `${session.warned?.seq}:thread`);
        expect(warning <= deadline || postponed.length === 1).toBe(true);
        continue;
      }
      const escalation = at(session, `${session.escalated?.seq}:escalation`);
      const wait = (acknowledgeWithinMinutes - remindAfterMinutes) * MINUTE;
      expect(escalation).toBeGreaterThanOrEqual(reminder > deadline ? reminder + wait : deadline);
    }
  });
});
