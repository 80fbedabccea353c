// The watchdog's minutes, one after another: what is due, what was missed, what is put off, and what strange input does to it.
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../app/ports.ts';
import type { Session } from '../../app/session/session.ts';
import { createWorkflow, type Workflow } from '../../app/workflow.ts';
import {
  APPROVER,
  APPROVER_2,
  CHANNEL,
  createMemoryPorts,
  LINUX,
  type Memory,
  type MemoryOptions,
  OPERATOR,
  SETTINGS,
} from './memory-ports.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const OTHER = 'operator-bcdefghijklmnopqrstuvwxyza';
const TERMINATE = { onDeadline: 'terminate' } as const;

function aStart(recordId = 'record-1', sessionId = ID): Extract<Observation, { type: 'start' }> {
  return {
    type: 'start',
    recordId,
    targetId: LINUX,
    start: {
      sessionId,
      source: 'cloudtrail',
      startedAt: '2026-11-24T00:59:00.000Z',
      principal: { type: 'IAMUser', name: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' },
      parameters: {},
    },
  };
}

interface Watched {
  readonly memory: Memory;
  readonly workflow: Workflow;
  /** So many minutes, with a look at the begin of each */
  minutes(count: number): Promise<void>;
  session(id?: string): Promise<Session>;
  types(id?: string): Promise<string[]>;
  /** Keys of what was told beside the notice, e.g. "3:thread" */
  told(): string[];
}

function watching(options: MemoryOptions = {}, settings = SETTINGS): Watched {
  const memory = createMemoryPorts(options);
  const workflow = createWorkflow(memory.ports, settings);
  const session = async (id = ID) => {
    const stored = await memory.store.read(id);
    if (stored?.entry.type !== 'session') throw new Error(`${id} is not stored`);
    return stored.entry;
  };
  return {
    memory,
    workflow,
    async minutes(count) {
      for (let minute = 0; minute < count; minute++) {
        const began = memory.ports.clock.now().getTime();
        await workflow.watch(memory.until());
        memory.pass(Math.max(0, 60_000 - (memory.ports.clock.now().getTime() - began)) / 60_000);
      }
    },
    session,
    types: async (id) => (await session(id)).events.map(({ type }) => type),
    told: () => memory.notes.flatMap(({ key }) => key ?? []),
  };
}

async function announced(options: MemoryOptions = {}, settings = SETTINGS): Promise<Watched> {
  const watched = watching(options, settings);
  watched.memory.connect(ID);
  await (await watched.workflow.observe(aStart())).show();
  return watched;
}

async function clickOf({ session }: Watched, userId: string, id = 'click:1') {
  const { ts = '' } = (await session()).noticed ?? {};
  return { id, userId, sessionId: ID, from: { channel: CHANNEL, ts } };
}

describe('a session that nobody acknowledges', () => {
  test('is reminded of once, in the thread, and escalated at its deadline', async () => {
    const watched = await announced();
    await watched.minutes(30);
    expect(await watched.types()).toEqual(['started', 'noticed', 'reminded', 'escalated']);
    expect(watched.told()).toEqual(['3:thread', '4:escalation']);
    expect(watched.memory.asked).toEqual([]);
  });

  test('is warned of to its operator and on the host, and cut at its deadline, where the team wants that', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    await watched.minutes(20);
    const { events, ended, termination } = await watched.session();
    expect(events.map(({ type }) => type)).toEqual([
      'started',
      'noticed',
      'reminded',
      'warned',
      'terminationRequested',
      'ended',
    ]);
    expect(watched.told()).toEqual(['3:thread', '4:thread', '4:operator', '5:thread', '6:thread']);
    expect(watched.memory.warned).toEqual([LINUX]);
    expect([termination?.by, termination?.because, ended?.how.cause]).toEqual(['app', 'deadline', 'cut']);
    const [notice] = watched.memory.noticesOf(ID);
    const waited = Date.parse(termination?.at ?? '') / 1000 - Number(notice?.ts);
    expect(waited).toBeGreaterThanOrEqual(15 * 60);
    expect(waited).toBeLessThan(17 * 60);
  });

  test('is not cut when somebody acknowledges at the last moment', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    await watched.minutes(14);
    expect(await watched.types()).toContain('warned');
    await watched.workflow.acknowledge(await clickOf(watched, APPROVER));
    await watched.minutes(30);
    expect(await watched.types()).not.toContain('terminationRequested');
    expect(watched.memory.asked).toEqual([]);
  });

  test('is acknowledged between the look of the watchdog and its write: then the write is decided anew', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    const { memory } = watched;
    await watched.minutes(15);
    expect(await watched.types()).toContain('warned');
    memory.pass(2);
    const click = await clickOf(watched, APPROVER);
    const { store } = memory.ports;
    let clicked = false;
    const save: typeof store.save = async (stored, dueAt) => {
      const isCut = stored.entry.events.some(({ type }) => type === 'terminationRequested');
      if (isCut && !clicked) {
        clicked = true;
        await watched.workflow.acknowledge(click);
      }
      return store.save(stored, dueAt);
    };
    await createWorkflow({ ...memory.ports, store: { ...store, save } }, SETTINGS).watch(memory.until());
    expect(clicked).toBe(true);
    expect(await watched.types()).toContain('acknowledged');
    expect(await watched.types()).not.toContain('terminationRequested');
    expect(memory.asked).toEqual([]);
  });

  test('is not cut after an outage that kept the warning back: it waits as long again, with an alarm', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    const { memory } = watched;
    await watched.minutes(6);
    memory.world.slackAnswers = false;
    await watched.minutes(30);
    expect(await watched.types()).not.toContain('terminationRequested');
    expect(memory.counted).toContain('CutsPutOff');
    memory.world.slackAnswers = true;
    await watched.minutes(10);
    expect(await watched.types()).toContain('postponed');
    expect(memory.asked).toEqual([]);
    await watched.minutes(10);
    expect((await watched.session()).ended?.how.cause).toBe('cut');
  });

  test('is not cut while nobody knows who the approvers are, nor right after', async () => {
    const settings = { ...SETTINGS, approverUsers: [], approverGroup: 'S0APPROVERS' };
    const watched = await announced({ deadlines: TERMINATE }, settings);
    const { memory } = watched;
    let isReadable = true;
    memory.ports.directory.groupMembers = async () => {
      if (!isReadable) throw new Error('Slack does not say');
      return new Set([APPROVER]);
    };
    await watched.minutes(6);
    isReadable = false;
    await watched.minutes(40);
    expect(memory.asked).toEqual([]);
    expect(memory.faults).toContain('a cut waits, since nobody could have answered');
    isReadable = true;
    await watched.minutes(3);
    expect(memory.asked).toEqual([]);
    await watched.minutes(25);
    expect((await watched.session()).ended?.how.cause).toBe('cut');
  });

  test('whose notice is not out in time raises an alarm each minute, and is cut where the team wants that', async () => {
    for (const onNoNotice of ['alarm', 'terminate'] as const) {
      const watched = watching({ deadlines: { onNoNotice } });
      const { memory } = watched;
      memory.world.slackAnswers = false;
      memory.connect(ID);
      await watched.minutes(9);
      expect(memory.counted).not.toContain('NoticesOverdue');
      await watched.minutes(4);
      expect(memory.counted.filter((metric) => metric === 'NoticesOverdue').length).toBeGreaterThanOrEqual(2);
      expect(memory.counted.some((metric) => /^OldestNoticeNotOut: [67]\d\d$/.test(metric))).toBe(true);
      expect(memory.asked).toEqual(onNoNotice === 'terminate' ? [ID] : []);
      memory.world.slackAnswers = true;
      await watched.minutes(3);
      expect(memory.noticesOf(ID)).toHaveLength(1);
    }
  });

  test('and whose notice was deleted is announced anew before its approvers are reminded', async () => {
    const watched = await announced();
    watched.memory.notes.length = 0;
    await watched.minutes(8);
    expect(watched.memory.noticesOf(ID)).toHaveLength(1);
    expect(watched.told()).toEqual(['3:thread']);
  });
});

// Found by schedules of the simulation, and told here alone.
describe('a lease', () => {
  test('whose holder died with nothing left to show is given back, and the entry closed', async () => {
    const watched = await announced();
    const { memory } = watched;
    await watched.workflow.acknowledge(await clickOf(watched, APPROVER));
    memory.end(ID);
    await watched.minutes(2);
    expect(await memory.store.open()).toEqual([]);
    // What it adds is not on the card, and whoever stores it shows nothing any more.
    const known = aStart();
    await watched.workflow.observe({ ...known, recordId: 'late', start: { ...known.start, userAgent: 'aws-cli' } });
    expect(await memory.store.open()).toEqual([ID]);
    await watched.minutes(3);
    expect((await memory.store.read(ID))?.delivery.lease).toBeUndefined();
    expect(await memory.store.open()).toEqual([]);
  });
});

describe('what Slack refuses for good', () => {
  test('is tried again, more and more seldom, and stops nothing else', async () => {
    const watched = watching({ takings: Array(8).fill('refused') });
    const { memory } = watched;
    memory.connect(ID);
    await watched.minutes(4);
    expect(memory.takings.length).toBeGreaterThan(3);
    await watched.minutes(60);
    expect(memory.takings).toEqual([]);
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });
});

describe('a session that no record told of', () => {
  test('is found by DescribeSessions within one look, and announced', async () => {
    const watched = watching();
    watched.memory.connect(ID);
    await watched.minutes(1);
    expect(await watched.types()).toEqual(['started', 'noticed']);
    expect(watched.memory.counted).toContain('StartsFound');
    expect((await watched.session()).operator).toMatchObject({ name: 'operator', slackUser: OPERATOR });
  });

  test('and is older than two minutes was missed, and counts as such', async () => {
    const watched = watching();
    watched.memory.connect(ID);
    watched.memory.pass(3);
    await watched.minutes(1);
    expect(watched.memory.counted).toContain('StartsMissed');
  });

  test('learns the rest from its record, and has no second notice', async () => {
    const watched = watching();
    watched.memory.connect(ID);
    await watched.minutes(1);
    await (await watched.workflow.observe(aStart())).show();
    await watched.minutes(2);
    expect(await watched.types()).toEqual(['started', 'noticed', 'enriched']);
    expect(watched.memory.noticesOf(ID)).toHaveLength(1);
  });

  test('of a target that is not watched is left alone', async () => {
    const watched = watching();
    watched.memory.connect(ID, 'i-00000000000000000');
    await watched.minutes(2);
    expect([...watched.memory.store.items().keys()]).toEqual([]);
  });

  test('is looked for every few seconds within one minute, when that is asked for', async () => {
    const watched = watching({}, { ...SETTINGS, pollEverySeconds: 10 });
    const { memory } = watched;
    const { live } = memory.ports;
    const looked: number[] = [];
    const active: typeof live.active = () => {
      looked.push(memory.ports.clock.now().getTime());
      if (looked.length === 3) memory.connect(ID);
      return live.active();
    };
    await createWorkflow({ ...memory.ports, live: { ...live, active } }, { ...SETTINGS, pollEverySeconds: 10 }).watch(
      memory.until(),
    );
    expect(looked).toHaveLength(6);
    expect(looked.slice(1).every((at, index) => at - (looked[index] ?? 0) <= 10_000)).toBe(true);
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });
});

describe('a session that SSM lists nowhere', () => {
  test('is taken for over after a while, and alive again when it is listed', async () => {
    const watched = await announced({ deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 } });
    const { memory } = watched;
    memory.forget(ID);
    await watched.minutes(14);
    expect((await watched.session()).ended).toBeUndefined();
    await watched.minutes(4);
    expect((await watched.session()).ended).toMatchObject({ status: 'Unknown', how: { cause: 'unknown' } });
    memory.connect(ID);
    await watched.minutes(2);
    expect((await watched.session()).ended).toBeUndefined();
    expect(await watched.types()).toEqual(['started', 'noticed', 'ended', 'seenAlive']);
    expect(watched.told()).toEqual(['4:thread']);
    memory.end(ID);
    await watched.minutes(2);
    expect((await watched.session()).ended?.status).toBe('Terminated');
  });

  test('for a moment only is as live as ever', async () => {
    const watched = await announced();
    watched.memory.forget(ID);
    await watched.minutes(2);
    watched.memory.connect(ID);
    await watched.minutes(2);
    watched.memory.forget(ID);
    await watched.minutes(14);
    expect(await watched.types()).not.toContain('ended');
  });
});

describe('a termination that does not work', () => {
  test('is told after five tries, and SSM is asked again with growing pauses', async () => {
    const watched = await announced({ deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 } });
    const { memory } = watched;
    memory.world.terminates = false;
    await watched.workflow.terminate(await clickOf(watched, APPROVER));
    await watched.minutes(1);
    expect(memory.asked).toHaveLength(5);
    expect((await watched.session()).termination?.failed?.tries).toBe(5);
    expect(watched.told()).toEqual(['3:thread', '4:thread', '4:escalation']);
    await watched.minutes(20);
    // After 1, 2, 4, 8 and 16 minutes.
    expect(memory.asked).toHaveLength(10);
    expect(await watched.types()).toEqual(['started', 'noticed', 'terminationRequested', 'terminationFailed']);
    memory.world.terminates = true;
    await watched.minutes(16);
    expect((await watched.session()).ended).toBeDefined();
  });
});

describe('what ended unacknowledged', () => {
  /** 01:00 UTC is 10:00 in Tokyo, when the day's digest is out already: it is the next day's. */
  const OVERNIGHT = 23 * 60;

  async function overnight(): Promise<Watched> {
    const watched = await announced({ deadlines: { lapseAfterHours: 48 } });
    watched.memory.connect(OTHER);
    const own = { ...aStart('record-2', OTHER) };
    const start = { ...own.start, principal: { ...own.start.principal, name: 'approver' } };
    const settings = { ...SETTINGS, operators: { operator: OPERATOR, approver: APPROVER } };
    const workflow = createWorkflow(watched.memory.ports, settings);
    await (await workflow.observe({ ...own, start })).show();
    watched.memory.end(ID);
    watched.memory.end(OTHER);
    await watched.minutes(3);
    return watched;
  }

  test('pings nobody, and is in one digest at the hour that the team chose', async () => {
    const watched = await overnight();
    const { memory } = watched;
    expect(watched.told()).toEqual([]);
    memory.pass(OVERNIGHT - 10);
    await watched.minutes(2);
    expect(memory.noticesOf('2026-11-25')).toEqual([]);
    memory.pass(10);
    await watched.minutes(5);
    expect(memory.noticesOf('2026-11-25')).toHaveLength(1);
    expect(memory.noticesOf('2026-11-25')[0]?.shown).toContain(ID);
  });

  test('is acknowledged with one button, each with an event of its own, and never by its operator', async () => {
    const watched = await overnight();
    const { memory, workflow } = watched;
    memory.pass(OVERNIGHT);
    await watched.minutes(2);
    const [digest] = memory.noticesOf('2026-11-25');
    const from = { channel: CHANNEL, ts: digest?.ts ?? '' };
    expect(await workflow.acknowledgeListed({ id: 'click:1', userId: 'U0BYSTANDER', from })).toEqual({
      outcome: 'refused',
      refusal: { reason: 'not-an-approver' },
    });
    expect(await workflow.acknowledgeListed({ id: 'click:2', userId: APPROVER, from: { ...from, ts: '1.0' } })).toEqual(
      {
        outcome: 'refused',
        refusal: { reason: 'old-digest' },
      },
    );
    const first = await workflow.acknowledgeListed({ id: 'click:3', userId: APPROVER, from });
    expect(first).toEqual({ outcome: 'done', acknowledged: 1, own: 1, already: 0, failed: 0 });
    expect((await watched.session()).acknowledged?.by).toBe(APPROVER);
    expect((await watched.session(OTHER)).acknowledged).toBeUndefined();
    const second = await workflow.acknowledgeListed({ id: 'click:4', userId: APPROVER_2, from });
    expect(second).toEqual({ outcome: 'done', acknowledged: 1, own: 0, already: 1, failed: 0 });
    await watched.minutes(3);
    for (const id of [ID, OTHER]) {
      expect(memory.noticesOf(id)[0]?.shown).toBe(memory.face(await watched.session(id)));
    }
    expect(memory.noticesOf('2026-11-25')[0]?.shown).toContain(APPROVER_2);
  });

  test('is in a digest once, also when Slack does not say whether it has it', async () => {
    const watched = await overnight();
    const { memory } = watched;
    memory.pass(OVERNIGHT);
    memory.takings.push('unknown, taken');
    await watched.minutes(5);
    expect(memory.noticesOf('2026-11-25')).toHaveLength(1);
    expect((await memory.controls.read('#digest')).value?.posted).toBeDefined();
  });
});

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
    expect(watched.memory.faults).toEqual(['a record of the trail cannot be read']);
  });

  test('that breaks off is read again from the same place', async () => {
    const watched = watching();
    await watched.minutes(6);
    const before = (await watched.memory.controls.read('#watermark')).value;
    watched.memory.pages.push({ observations: [], faults: [], next: 'a' }, new Error('throttled'));
    await watched.minutes(5);
    expect((await watched.memory.controls.read('#watermark')).value).toEqual(before);
    await watched.minutes(2);
    expect(watched.memory.faults).toContain('the log group of the trail could not be read to the end');
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
    expect(memory.faults).toContain('the watermark of the trail lies in the future: it is taken for now');
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

describe('a clock', () => {
  test('that was ahead and is set back is reported, and nothing is lost', async () => {
    const watched = await announced();
    await watched.minutes(2);
    watched.memory.pass(-300);
    await watched.minutes(2);
    expect(watched.memory.faults).toContain('the clock has been set back, or was ahead');
    watched.memory.end(ID);
    await watched.minutes(2);
    const { ended, events } = await watched.session();
    expect(ended).toBeDefined();
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
  });

  test('that jumps ahead cuts nothing that was not warned of', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    await watched.minutes(1);
    watched.memory.pass(600);
    await watched.minutes(1);
    expect(watched.memory.faults).toContain('SSM has not been asked for long');
    expect(watched.memory.asked).toEqual([]);
    await watched.minutes(20);
    expect((await watched.session()).ended?.how.cause).toBe('cut');
    expect(watched.told()).toEqual(expect.arrayContaining([expect.stringMatching(/:operator$/)]));
  });
});

describe('the time of a pass', () => {
  test('bounds its work: what is left is done by the next one, oldest first', async () => {
    const watched = watching({ perSecond: 1, deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 } });
    const { memory } = watched;
    for (let n = 0; n < 9; n++) {
      memory.connect(`operator-${n}`);
      memory.pass(0.02);
    }
    await watched.workflow.watch(new Date(memory.ports.clock.now().getTime() + 4_000));
    const first = memory.notes.map(({ about }) => about);
    expect(first.length).toBeGreaterThan(1);
    expect(first.length).toBeLessThan(9);
    await watched.minutes(2);
    expect(memory.notes.map(({ about }) => about)).toEqual(Array.from({ length: 9 }, (_, n) => `operator-${n}`));
  });
});

describe('/bastion', () => {
  test('who tells, when SSM cannot be asked, what is stored and when SSM last said so', async () => {
    const watched = await announced();
    await watched.minutes(1);
    const { value } = await watched.memory.controls.read('#look');
    watched.memory.pass(7);
    watched.memory.world.ssmAnswers = false;
    expect(await watched.workflow.who()).toMatchObject({ source: 'stored', at: value?.at, sessions: [{ id: ID }] });
  });

  test('pending lists all for an approver, and one’s own for everybody, oldest first', async () => {
    const watched = await announced();
    const { memory, workflow } = watched;
    const older = { ...aStart('record-2', OTHER) };
    const start = {
      ...older.start,
      startedAt: '2026-11-24T00:30:00.000Z',
      principal: { type: 'IAMUser', name: 'other' },
    };
    await (await workflow.observe({ ...older, start })).show();
    expect((await workflow.pending(APPROVER)).sessions.map(({ id }) => id)).toEqual([OTHER, ID]);
    expect(await workflow.pending(OPERATOR)).toMatchObject({ all: false, sessions: [{ id: ID }] });
    expect((await workflow.pending('U0BYSTANDER')).sessions).toEqual([]);
    const auditing = createWorkflow(memory.ports, { ...SETTINGS, auditorUsers: ['U0AUDITOR'] });
    expect(await auditing.pending('U0AUDITOR')).toMatchObject({ all: true, approver: 'no' });
    await workflow.acknowledge(await clickOf(watched, APPROVER));
    expect((await workflow.pending(APPROVER)).sessions.map(({ id }) => id)).toEqual([OTHER]);
  });

  test('finds the session that is meant by its id, its beginning, or the name of its operator', async () => {
    const { workflow } = await announced();
    for (const meant of [ID, 'operator-abc', 'Operator', 'operator']) {
      expect((await workflow.meantBy(meant)).map(({ id }) => id)).toEqual([ID]);
    }
    for (const meant of ['', 'nobody', '#watermark', 'denied:x']) expect(await workflow.meantBy(meant)).toEqual([]);
  });
});

describe('the time of a look', () => {
  test('that SSM takes for others keeps no session unannounced', async () => {
    const settings = { ...SETTINGS, pollEverySeconds: 10 };
    const { memory } = watching({}, settings);
    const { live, clock } = memory.ports;
    for (let n = 0; n < 12; n++) memory.connect(`lost-${n}`);
    const find: typeof live.find = async (id) => {
      await clock.pause(600);
      return live.find(id);
    };
    const workflow = createWorkflow({ ...memory.ports, live: { ...live, find } }, settings);
    await workflow.watch(memory.until());
    for (let n = 0; n < 12; n++) memory.forget(`lost-${n}`);
    await workflow.watch(memory.until());
    memory.connect(ID);
    await workflow.watch(memory.until());
    expect(memory.noticesOf(ID)).toHaveLength(1);
    expect(memory.counted).toContain('LooksCutShort');
  });

  test('that SSM takes for its list leaves enough for one new session', async () => {
    const { memory } = watching();
    const { live, clock } = memory.ports;
    memory.connect(ID);
    const active: typeof live.active = async () => {
      await clock.pause(40_000);
      return live.active();
    };
    await createWorkflow({ ...memory.ports, live: { ...live, active } }, SETTINGS).watch(memory.until());
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });

  test('is no bound for a cut that does not work: it is told within the invocation', async () => {
    const settings = { ...SETTINGS, pollEverySeconds: 10 };
    const watched = await announced({}, settings);
    watched.memory.world.terminates = false;
    await watched.workflow.terminate(await clickOf(watched, APPROVER));
    await watched.minutes(1);
    expect(await watched.types()).toContain('terminationFailed');
    const { length } = watched.memory.asked;
    await watched.minutes(3);
    expect(watched.memory.asked.length - length).toBeLessThanOrEqual(2);
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
    expect(memory.faults).toContain('a record of the trail could not be taken in');
  });
});

describe('a direct message', () => {
  test('is sent, whatever searches fail before it, and recorded before it is sent', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    const { memory } = watched;
    await watched.minutes(13);
    memory.takings.push('taken', 'unknown, not taken');
    memory.world.searchable = false;
    await watched.minutes(6);
    memory.world.searchable = true;
    await watched.minutes(20);
    const direct = watched.told().filter((key) => key.endsWith(':operator'));
    expect(direct.length).toBeGreaterThanOrEqual(1);
    expect(new Set(direct).size).toBe(direct.length);
    expect((await watched.session()).ended?.how.cause).toBe('cut');
  });

  test('of which nobody knows whether it went out is sent once more, and then no more', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    const { memory } = watched;
    await watched.minutes(13);
    memory.pass(0.5);
    const { messenger } = memory.ports;
    const sent: string[] = [];
    const announce: typeof messenger.announce = async (session, announcement) => {
      if (announcement.audience !== 'operator') return messenger.announce(session, announcement);
      sent.push(announcement.key);
      return { outcome: 'unknown', cause: new Error('no answer') };
    };
    const workflow = createWorkflow({ ...memory.ports, messenger: { ...messenger, announce } }, SETTINGS);
    for (let minute = 0; minute < 12; minute++) {
      await workflow.watch(memory.until());
      memory.pass(1);
    }
    expect(sent.filter((key) => key === sent[0])).toHaveLength(2);
  });
});

describe('what a clock wrote that was a day ahead', () => {
  const AHEAD = '2026-11-25T02:00:00.000Z';

  test('blocks neither the channel, nor an entry, nor the digest', async () => {
    const watched = watching();
    const { memory } = watched;
    memory.connect(ID);
    memory.takings.push('not now');
    await watched.minutes(1);
    const stored = await memory.store.read(ID);
    if (stored === undefined) throw new Error('nothing is stored');
    const lease = { owner: 'somebody', until: AHEAD, takeovers: 0 };
    await memory.store.save({ ...stored, delivery: { ...stored.delivery, retryAt: undefined, lease } }, AHEAD);
    const slack = await memory.controls.read('#slack');
    await memory.controls.write('#slack', { notBefore: AHEAD, lease }, slack.version);
    const digest = await memory.controls.read('#digest');
    await memory.controls.write('#digest', { date: '2026-12-24', sessionIds: [], done: true }, digest.version);
    await watched.minutes(3);
    expect(memory.noticesOf(ID)).toHaveLength(1);
    expect((await memory.controls.read('#digest')).value?.date).toBe('2026-11-24');
  });
});

describe('a long digest', () => {
  test('lists the next twenty when the first are answered', async () => {
    const watched = watching({ deadlines: { lapseAfterHours: 48 } });
    const { memory, workflow } = watched;
    const ids = Array.from({ length: 35 }, (_, n) => `operator-${String(n).padStart(2, '0')}`);
    for (const id of ids) {
      memory.connect(id);
      await (await workflow.observe(aStart(id, id))).show();
      memory.end(id);
    }
    await watched.minutes(2);
    memory.pass(23 * 60);
    await watched.minutes(2);
    const [digest] = memory.noticesOf('2026-11-25');
    const from = { channel: CHANNEL, ts: digest?.ts ?? '' };
    const press = (n: number) => workflow.acknowledgeListed({ id: `click:${n}`, userId: APPROVER, from });
    expect(await press(1)).toMatchObject({ acknowledged: 20 });
    await watched.minutes(2);
    expect(await press(2)).toMatchObject({ acknowledged: 15 });
    await watched.minutes(2);
    expect((await workflow.pending(APPROVER)).sessions).toEqual([]);
  });

  test('is acknowledged for the others when one cannot be', async () => {
    const watched = watching({ deadlines: { lapseAfterHours: 48 } });
    const { memory, workflow } = watched;
    for (const id of [ID, OTHER]) {
      memory.connect(id);
      await (await workflow.observe(aStart(id, id))).show();
      memory.end(id);
    }
    await watched.minutes(2);
    memory.pass(23 * 60);
    await watched.minutes(2);
    const from = { channel: CHANNEL, ts: memory.noticesOf('2026-11-25')[0]?.ts ?? '' };
    memory.store.overwrite(OTHER, { ...memory.store.items().get(OTHER), events: [] });
    const outcome = await workflow.acknowledgeListed({ id: 'click:1', userId: APPROVER, from });
    expect(outcome).toMatchObject({ acknowledged: 1, failed: 1 });
  });
});
