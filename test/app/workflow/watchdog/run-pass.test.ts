// The watchdog's minutes, one after another: what is due, what was missed, what is put off, and what strange input does to it.
import { describe, expect, test } from 'vitest';
import { APPROVER, LINUX, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';
import type { Taking } from '../../doubles/memory-slack.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';
import {
  announced,
  aStart,
  clickOf,
  createWatchdogFixture,
  ID,
  OTHER,
  TERMINATE,
  type WatchdogFixture,
} from './watchdog-fixture.ts';

describe('a session that nobody acknowledges', () => {
  test('an unacknowledged session is reminded of once, in the thread, and escalated at its deadline', async () => {
    const watchdog = await announced();
    await watchdog.minutes(30);
    expect(await watchdog.types()).toEqual(['started', 'noticed', 'reminded', 'escalated']);
    expect(watchdog.followUpKeys()).toEqual(['3:thread', '4:escalation']);
    expect(watchdog.memory.asked).toEqual([]);
  });

  test('a warning goes to the operator and the host, and the session is terminated at its deadline, where the team wants that', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    await watchdog.minutes(20);
    const { events, ended, termination } = await watchdog.session();
    expect(events.map(({ type }) => type)).toEqual([
      'started',
      'noticed',
      'reminded',
      'warned',
      'terminationRequested',
      'ended',
    ]);
    expect(watchdog.followUpKeys()).toEqual(['3:thread', '4:thread', '4:operator', '5:thread', '6:thread']);
    expect(watchdog.memory.warned).toEqual([LINUX]);
    expect([termination?.by, termination?.trigger, ended?.how.cause]).toEqual(['app', 'deadline', 'terminated']);
    const [notice] = watchdog.memory.noticesOf(ID);
    const waited = Date.parse(termination?.at ?? '') / 1000 - Number(notice?.ts);
    expect(waited).toBeGreaterThanOrEqual(15 * 60);
    expect(waited).toBeLessThan(17 * 60);
  });

  test('a session that is acknowledged at the last moment is not terminated', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    await watchdog.minutes(14);
    expect(await watchdog.types()).toContain('warned');
    await watchdog.workflow.acknowledge(await clickOf(watchdog, APPROVER));
    await watchdog.minutes(30);
    expect(await watchdog.types()).not.toContain('terminationRequested');
    expect(watchdog.memory.asked).toEqual([]);
  });

  test('an acknowledgement between the poll of the watchdog and its write makes the watchdog decide anew', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    const { memory } = watchdog;
    await watchdog.minutes(15);
    expect(await watchdog.types()).toContain('warned');
    memory.pass(2);
    const click = await clickOf(watchdog, APPROVER);
    const { store } = memory.ports;
    let clicked = false;
    const save: typeof store.save = async (stored, dueAt) => {
      const isCut = stored.stream.events.some(({ type }) => type === 'terminationRequested');
      if (isCut && !clicked) {
        clicked = true;
        await watchdog.workflow.acknowledge(click);
      }
      return store.save(stored, dueAt);
    };
    await bindWorkflow({ ...memory.ports, store: { ...store, save } }, SETTINGS).watch(memory.until());
    expect(clicked).toBe(true);
    expect(await watchdog.types()).toContain('acknowledged');
    expect(await watchdog.types()).not.toContain('terminationRequested');
    expect(memory.asked).toEqual([]);
  });

  test('an outage that kept the warning back postpones the termination as long again, with an alarm', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    const { memory } = watchdog;
    await watchdog.minutes(6);
    memory.world.slackAnswers = false;
    await watchdog.minutes(30);
    expect(await watchdog.types()).not.toContain('terminationRequested');
    expect(memory.counted).toContain('TerminationsPostponed');
    memory.world.slackAnswers = true;
    await watchdog.minutes(10);
    expect(await watchdog.types()).toContain('postponed');
    expect(memory.asked).toEqual([]);
    await watchdog.minutes(10);
    expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
  });

  test('a session is not terminated while nobody knows who the approvers are, nor right after', async () => {
    const settings = { ...SETTINGS, approverUsers: [], approverGroup: 'S0APPROVERS' };
    const watchdog = await announced({ deadlines: TERMINATE }, settings);
    const { memory } = watchdog;
    let isReadable = true;
    memory.ports.directory.groupMembers = async () => {
      if (!isReadable) throw new Error('Slack does not say');
      return new Set([APPROVER]);
    };
    await watchdog.minutes(6);
    isReadable = false;
    await watchdog.minutes(40);
    expect(memory.asked).toEqual([]);
    expect(memory.faults).toContain('termination postponed: nobody could respond');
    isReadable = true;
    await watchdog.minutes(3);
    expect(memory.asked).toEqual([]);
    await watchdog.minutes(25);
    expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
  });

  test('a notice that is not out in time raises an alarm each minute, and the session is terminated where the team wants that', async () => {
    for (const onNoNotice of ['alarm', 'terminate'] as const) {
      const watchdog = createWatchdogFixture({ deadlines: { onNoNotice } });
      const { memory } = watchdog;
      memory.world.slackAnswers = false;
      memory.connect(ID);
      await watchdog.minutes(9);
      expect(memory.counted).not.toContain('NoticesOverdue');
      await watchdog.minutes(4);
      expect(memory.counted.filter((metric) => metric === 'NoticesOverdue').length).toBeGreaterThanOrEqual(2);
      expect(memory.counted.some((metric) => /^OldestNoticeNotOut: [67]\d\d$/.test(metric))).toBe(true);
      expect(memory.asked).toEqual(onNoNotice === 'terminate' ? [ID] : []);
      memory.world.slackAnswers = true;
      await watchdog.minutes(3);
      expect(memory.noticesOf(ID)).toHaveLength(1);
    }
  });

  test('a session whose notice was deleted is announced anew before its approvers are reminded', async () => {
    const watchdog = await announced();
    watchdog.memory.notes.length = 0;
    await watchdog.minutes(8);
    expect(watchdog.memory.noticesOf(ID)).toHaveLength(1);
    expect(watchdog.followUpKeys()).toEqual(['3:thread']);
  });
});

describe('a lease', () => {
  test('a lease whose holder died with nothing left to show is given back, and the stream closed', async () => {
    const watchdog = await announced();
    const { memory } = watchdog;
    await watchdog.workflow.acknowledge(await clickOf(watchdog, APPROVER));
    memory.end(ID);
    await watchdog.minutes(2);
    expect(await memory.store.open()).toEqual([]);
    // Nothing of it is in the notice, and its writer dies with the lease.
    const known = aStart();
    const late = { ...known, recordId: 'late', start: { ...known.start, userAgent: 'aws-cli' } };
    await watchdog.workflow.ingest(late, { owner: 'killed' });
    expect(await memory.store.open()).toEqual([ID]);
    await watchdog.minutes(3);
    expect((await memory.store.read(ID))?.delivery.lease).toBeUndefined();
    expect(await memory.store.open()).toEqual([]);
  });
});

describe('what Slack refuses for good', () => {
  test('a message that Slack refuses for good is tried again, more and more seldom, and stops nothing else', async () => {
    const watchdog = createWatchdogFixture({ takings: Array(8).fill('refused') });
    const { memory } = watchdog;
    memory.connect(ID);
    await watchdog.minutes(4);
    expect(memory.takings.length).toBeGreaterThan(3);
    await watchdog.minutes(60);
    expect(memory.takings).toEqual([]);
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });
});

describe('a session without a record', () => {
  test('a session without a record is found by DescribeSessions within one poll, and announced', async () => {
    const watchdog = createWatchdogFixture();
    watchdog.memory.connect(ID);
    await watchdog.minutes(1);
    expect(await watchdog.types()).toEqual(['started', 'noticed']);
    expect(watchdog.memory.counted).toContain('StartsFound');
    expect((await watchdog.session()).operator).toMatchObject({ name: 'operator', slackUser: OPERATOR });
  });

  test('a session without a record that is older than two minutes was missed, and counts as such', async () => {
    const watchdog = createWatchdogFixture();
    watchdog.memory.connect(ID);
    watchdog.memory.pass(3);
    await watchdog.minutes(1);
    expect(watchdog.memory.counted).toContain('StartsMissed');
  });

  test('a session without a record learns the rest from its record, and has no second notice', async () => {
    const watchdog = createWatchdogFixture();
    watchdog.memory.connect(ID);
    await watchdog.minutes(1);
    await watchdog.workflow.observe(aStart());
    await watchdog.minutes(2);
    expect(await watchdog.types()).toEqual(['started', 'noticed', 'enriched']);
    expect(watchdog.memory.noticesOf(ID)).toHaveLength(1);
  });

  test('a session without a record of an unwatched target is left alone', async () => {
    const watchdog = createWatchdogFixture();
    watchdog.memory.connect(ID, 'i-00000000000000000');
    await watchdog.minutes(2);
    expect([...watchdog.memory.store.items().keys()]).toEqual([]);
  });

  test('a session without a record is looked for every few seconds within one minute, when that is asked for', async () => {
    const watchdog = createWatchdogFixture({}, { ...SETTINGS, pollEverySeconds: 10 });
    const { memory } = watchdog;
    const { live } = memory.ports;
    const looked: number[] = [];
    const active: typeof live.active = () => {
      looked.push(memory.ports.clock.now().getTime());
      if (looked.length === 3) memory.connect(ID);
      return live.active();
    };
    await bindWorkflow({ ...memory.ports, live: { ...live, active } }, { ...SETTINGS, pollEverySeconds: 10 }).watch(
      memory.until(),
    );
    expect(looked).toHaveLength(6);
    expect(looked.slice(1).every((at, index) => at - (looked[index] ?? 0) <= 10_000)).toBe(true);
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });
});

describe('a session that SSM lists nowhere', () => {
  test('a session that SSM lists nowhere is taken for ended after a while, and alive again when it is listed', async () => {
    const watchdog = await announced({ deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 } });
    const { memory } = watchdog;
    memory.forget(ID);
    await watchdog.minutes(14);
    expect((await watchdog.session()).ended).toBeUndefined();
    await watchdog.minutes(4);
    expect((await watchdog.session()).ended).toMatchObject({ status: 'Unknown', how: { cause: 'unknown' } });
    memory.connect(ID);
    await watchdog.minutes(2);
    expect((await watchdog.session()).ended).toBeUndefined();
    expect(await watchdog.types()).toEqual(['started', 'noticed', 'ended', 'seenAlive']);
    expect(watchdog.followUpKeys()).toEqual(['4:thread']);
    memory.end(ID);
    await watchdog.minutes(2);
    expect((await watchdog.session()).ended?.status).toBe('Terminated');
  });

  test('a session that SSM lists nowhere for a moment only is as live as ever', async () => {
    const watchdog = await announced();
    watchdog.memory.forget(ID);
    await watchdog.minutes(2);
    watchdog.memory.connect(ID);
    await watchdog.minutes(2);
    watchdog.memory.forget(ID);
    await watchdog.minutes(14);
    expect(await watchdog.types()).not.toContain('ended');
  });
});

describe('a termination that does not work', () => {
  test('a termination that does not work is reported after five tries, and SSM is asked again with growing pauses', async () => {
    const watchdog = await announced({ deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 } });
    const { memory } = watchdog;
    memory.world.terminates = false;
    await watchdog.workflow.terminate(await clickOf(watchdog, APPROVER));
    await watchdog.minutes(1);
    expect(memory.asked).toHaveLength(5);
    expect((await watchdog.session()).termination?.failed?.tries).toBe(5);
    expect(watchdog.followUpKeys()).toEqual(['3:thread', '4:thread', '4:escalation']);
    await watchdog.minutes(20);
    // After 1, 2, 4, 8 and 16 minutes.
    expect(memory.asked).toHaveLength(10);
    expect(await watchdog.types()).toEqual(['started', 'noticed', 'terminationRequested', 'terminationFailed']);
    memory.world.terminates = true;
    await watchdog.minutes(16);
    expect((await watchdog.session()).ended).toBeDefined();
  });
});

describe('a clock', () => {
  test('a clock that was ahead and is set back is reported, and nothing is lost', async () => {
    const watchdog = await announced();
    await watchdog.minutes(2);
    watchdog.memory.pass(-300);
    await watchdog.minutes(2);
    expect(watchdog.memory.faults).toContain('clock set back');
    watchdog.memory.end(ID);
    await watchdog.minutes(2);
    const { ended, events } = await watchdog.session();
    expect(ended).toBeDefined();
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
  });

  test('a clock that jumps ahead terminates nothing without a warning', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    await watchdog.minutes(1);
    watchdog.memory.pass(600);
    await watchdog.minutes(1);
    expect(watchdog.memory.faults).toContain('no SSM poll for more than ten minutes');
    expect(watchdog.memory.asked).toEqual([]);
    await watchdog.minutes(20);
    expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
    expect(watchdog.followUpKeys()).toEqual(expect.arrayContaining([expect.stringMatching(/:operator$/)]));
  });
});

describe('the time of a pass', () => {
  test('the time of a pass bounds its work, and the next pass continues, oldest first', async () => {
    const watchdog = createWatchdogFixture({
      perSecond: 1,
      deadlines: { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 },
    });
    const { memory } = watchdog;
    for (let n = 0; n < 9; n++) {
      memory.connect(`operator-${n}`);
      memory.pass(0.02);
    }
    await watchdog.workflow.watch(new Date(memory.ports.clock.now().getTime() + 4_000));
    const first = memory.notes.map(({ about }) => about);
    expect(first.length).toBeGreaterThan(1);
    expect(first.length).toBeLessThan(9);
    await watchdog.minutes(2);
    expect(memory.notes.map(({ about }) => about)).toEqual(Array.from({ length: 9 }, (_, n) => `operator-${n}`));
  });
});

describe('the time of a poll', () => {
  test('the time that SSM takes for other sessions keeps no session unannounced', async () => {
    const settings = { ...SETTINGS, pollEverySeconds: 10 };
    const { memory } = createWatchdogFixture({}, settings);
    const { live, clock } = memory.ports;
    for (let n = 0; n < 30; n++) memory.connect(`lost-${n}`);
    const find: typeof live.find = async (id) => {
      await clock.pause(600);
      return live.find(id);
    };
    const workflow = bindWorkflow({ ...memory.ports, live: { ...live, find } }, settings);
    await workflow.watch(memory.until());
    for (let n = 0; n < 30; n++) memory.forget(`lost-${n}`);
    await workflow.watch(memory.until());
    memory.connect(ID);
    await workflow.watch(memory.until());
    expect(memory.noticesOf(ID)).toHaveLength(1);
    expect(memory.counted).toContain('PollWorkDeferred');
  });

  test('the time that SSM takes for its list leaves enough for one new session', async () => {
    const { memory } = createWatchdogFixture();
    const { live, clock } = memory.ports;
    memory.connect(ID);
    const active: typeof live.active = async () => {
      await clock.pause(40_000);
      return live.active();
    };
    await bindWorkflow({ ...memory.ports, live: { ...live, active } }, SETTINGS).watch(memory.until());
    expect(memory.noticesOf(ID)).toHaveLength(1);
  });

  test('the time of a poll is no bound for a failing termination, which is reported within the invocation', async () => {
    const settings = { ...SETTINGS, pollEverySeconds: 10 };
    const watchdog = await announced({}, settings);
    watchdog.memory.world.terminates = false;
    await watchdog.workflow.terminate(await clickOf(watchdog, APPROVER));
    await watchdog.minutes(1);
    expect(await watchdog.types()).toContain('terminationFailed');
    const { length } = watchdog.memory.asked;
    await watchdog.minutes(3);
    expect(watchdog.memory.asked.length - length).toBeLessThanOrEqual(2);
  });
});

describe('the terminals of a host', () => {
  const start = async (watchdog: WatchdogFixture, id: string) => {
    watchdog.memory.connect(id);
    await watchdog.workflow.observe(aStart(`record-${id}`, id));
  };

  test('the terminals of a host are warned once in five minutes, however many sessions there are warned of', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    await watchdog.minutes(2);
    await start(watchdog, OTHER);
    await watchdog.minutes(2);
    await start(watchdog, `third-${'a'.repeat(26)}`);
    await watchdog.minutes(10);
    expect(watchdog.followUpKeys().filter((key) => key.endsWith(':operator'))).toHaveLength(1);
    await watchdog.minutes(4);
    expect(watchdog.followUpKeys().filter((key) => key.endsWith(':operator'))).toHaveLength(3);
    expect(watchdog.memory.warned).toEqual([LINUX]);
    await start(watchdog, `fourth-${'a'.repeat(25)}`);
    await watchdog.minutes(20);
    expect(watchdog.memory.warned).toEqual([LINUX, LINUX]);
  });

  test('the terminals of a host that cannot be written to are tried once', async () => {
    const watchdog = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 9 } });
    let asked = 0;
    const hosts: typeof watchdog.memory.ports.nodes = {
      ...watchdog.memory.ports.nodes,
      warn: async () => {
        asked += 1;
        throw new Error('no answer');
      },
    };
    const workflow = bindWorkflow({ ...watchdog.memory.ports, nodes: hosts }, SETTINGS);
    for (let minute = 0; minute < 14; minute++) {
      await workflow.watch(watchdog.memory.until());
      watchdog.memory.pass(1);
    }
    expect(asked).toBe(1);
  });

  test('the terminals of a host are warned once, by one of two functions that know nothing of each other', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    await watchdog.minutes(1);
    await start(watchdog, OTHER);
    await watchdog.minutes(13);
    const cold = bindWorkflow(watchdog.memory.ports, SETTINGS);
    await cold.watch(watchdog.memory.until());
    expect(watchdog.followUpKeys().filter((key) => key.endsWith(':operator'))).toHaveLength(2);
    expect(watchdog.memory.warned).toEqual([LINUX]);
  });
});

describe('a direct message', () => {
  test('a direct message is sent, whatever searches fail before it, and recorded before it is sent', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    const { memory } = watchdog;
    await watchdog.minutes(13);
    memory.takings.push('taken', 'unknown, not taken');
    memory.world.searchable = false;
    await watchdog.minutes(6);
    memory.world.searchable = true;
    await watchdog.minutes(20);
    const direct = watchdog.followUpKeys().filter((key) => key.endsWith(':operator'));
    expect(direct.length).toBeGreaterThanOrEqual(1);
    expect(new Set(direct).size).toBe(direct.length);
    expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
  });

  test('a direct message of unknown fate is sent once more, then no more, and nothing is terminated', async () => {
    const watchdog = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 6 } });
    const { memory } = watchdog;
    await watchdog.minutes(9);
    memory.pass(0.5);
    const { messenger } = memory.ports;
    const sent: string[] = [];
    const announce: typeof messenger.sendFollowUp = async (session, followUp) => {
      if (followUp.audience !== 'operator') return messenger.sendFollowUp(session, followUp);
      sent.push(followUp.key);
      return { outcome: 'unknown', cause: new Error('no answer') };
    };
    const workflow = bindWorkflow({ ...memory.ports, messenger: { ...messenger, sendFollowUp: announce } }, SETTINGS);
    for (let minute = 0; minute < 12; minute++) {
      await workflow.watch(memory.until());
      memory.pass(1);
    }
    expect(sent.filter((key) => key === sent[0])).toHaveLength(2);
    expect(await watchdog.types()).not.toContain('terminationRequested');
    expect(await watchdog.types()).toContain('postponed');
  });

  test.each<Taking>(['garbled, not taken', 'no ts, not taken', 'token refused', 'not now', 'unknown, not taken'])(
    'a direct message that is answered by "%s" each time counts for nothing, and the session is not terminated, with an alarm',
    async (taking) => {
      const watchdog = await announced({ deadlines: TERMINATE });
      const { memory } = watchdog;
      await watchdog.minutes(13);
      memory.answersTo.operator = taking;
      await watchdog.minutes(40);
      expect(await watchdog.types()).not.toContain('terminationRequested');
      expect(memory.counted).toContain('TerminationsPostponed');
      expect(memory.notes.filter(({ where }) => where === 'operator')).toEqual([]);
      memory.answersTo.operator = undefined;
      await watchdog.minutes(60);
      expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
    },
  );

  test('a direct message is not given up unsent while the thread before it is of unknown fate', async () => {
    const watchdog = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 9 } });
    const { memory } = watchdog;
    await watchdog.minutes(6);
    memory.answersTo.thread = 'unknown, not taken';
    await watchdog.minutes(6);
    memory.answersTo.thread = undefined;
    await watchdog.minutes(2);
    const direct = memory.notes.filter(({ where }) => where === 'operator');
    expect(direct).toHaveLength(1);
    expect((await memory.store.read(ID))?.delivery.followUps[direct[0]?.key ?? '']).toMatchObject({
      attempts: 1,
      deliveredAt: expect.any(String),
    });
  });

  test('a direct message to a person who turns out not to be the operator warns nobody, and the named operator gets another', async () => {
    const watchdog = createWatchdogFixture({ deadlines: TERMINATE });
    const { memory } = watchdog;
    memory.connect(ID);
    await watchdog.minutes(15);
    expect(watchdog.followUpKeys()).toContain('4:operator');
    const corrected = { ...SETTINGS, operators: { operator: 'U0OTHER0001' } };
    await bindWorkflow(memory.ports, corrected).observe(aStart());
    const stored = await memory.store.read(ID);
    if (stored?.stream.type !== 'session') throw new Error('nothing is stored');
    expect(stored.stream.operator.slackUser).toBe('U0OTHER0001');
    expect(watchdog.followUpKeys().filter((key) => key === '4:operator')).toHaveLength(2);
    expect(stored.delivery.followUps['4:operator']).toMatchObject({
      to: 'U0OTHER0001',
      deliveredAt: expect.any(String),
    });
  });

  test('a direct message to an operator who takes none counts as delivered by the thread, which names them', async () => {
    const watchdog = await announced({ deadlines: TERMINATE });
    watchdog.memory.answersTo.operator = 'refused';
    await watchdog.minutes(17);
    expect((await watchdog.session()).ended?.how.cause).toBe('terminated');
  });
});

describe('a rate limit of Slack', () => {
  test.each<[Taking, number]>([
    ['limited', 1],
    ['limited, no number', 30],
  ])(
    'the rate limit "%s" keeps every writer from posting for %i s, the next pass too, and then all is posted',
    async (taking, seconds) => {
      const watchdog = createWatchdogFixture({ takings: [taking] });
      const { memory, workflow } = watchdog;
      memory.connect(ID);
      await workflow.observe(aStart());
      const limitedAt = memory.ports.clock.now().getTime();
      expect(memory.counted).toContain('SlackRateLimited');
      memory.connect(OTHER);
      await workflow.observe(aStart('record-2', OTHER));
      expect(memory.notes).toEqual([]);
      await workflow.watch(memory.until());
      const [first] = memory.notes.map(({ ts }) => Number(ts) * 1000);
      expect((first ?? 0) - limitedAt).toBeGreaterThanOrEqual(seconds * 1000 - 10);
      expect((first ?? 0) - limitedAt).toBeLessThan((seconds + 5) * 1000);
      expect([memory.noticesOf(ID), memory.noticesOf(OTHER)].map(({ length }) => length)).toEqual([1, 1]);
      expect((await watchdog.session()).events.map(({ type }) => type)).toEqual(['started', 'noticed']);
    },
  );
});

describe('a notice that cannot be drawn, or that is of unknown fate', () => {
  test.each(['drawn', 'known'])('a notice that can never be %s keeps no other from the channel', async (which) => {
    const watchdog = createWatchdogFixture({ takings: ['limited'] });
    const { memory } = watchdog;
    const { messenger } = memory.ports;
    const post: typeof messenger.post = async (stream) => {
      if (stream.id !== ID) return messenger.post(stream);
      if (which === 'drawn') throw new Error('it cannot be drawn');
      return { outcome: 'unknown', cause: new Error('no answer') };
    };
    const findNotice: typeof messenger.findNotice = async (stream) => {
      if (stream.id === ID) throw new Error('too many messages');
      return messenger.findNotice(stream);
    };
    const ports = { ...memory.ports, messenger: { ...messenger, post, findNotice } };
    const workflow = bindWorkflow(ports, SETTINGS);
    memory.connect(ID);
    memory.connect(OTHER);
    for (let minute = 0; minute < 6; minute++) {
      await workflow.watch(memory.until());
      memory.pass(1);
    }
    const third = `third-${'a'.repeat(26)}`;
    await workflow.observe(aStart('record-3', third));
    expect(memory.noticesOf(third)).toHaveLength(1);
  });
});

describe('a time from a clock that was a day ahead', () => {
  const AHEAD = '2026-11-25T02:00:00.000Z';

  test('a time from a clock that was a day ahead blocks neither the channel, nor a stream, nor the digest', async () => {
    const watchdog = createWatchdogFixture();
    const { memory } = watchdog;
    memory.connect(ID);
    memory.takings.push('not now');
    await watchdog.minutes(1);
    const stored = await memory.store.read(ID);
    if (stored === undefined) throw new Error('nothing is stored');
    const lease = { owner: 'somebody', until: AHEAD, takeovers: 0 };
    await memory.store.save({ ...stored, delivery: { ...stored.delivery, retryAt: undefined, lease } }, AHEAD);
    const slack = await memory.controls.read('#slack');
    await memory.controls.write('#slack', { notBefore: AHEAD, lease }, slack.version);
    const digest = await memory.controls.read('#digest');
    await memory.controls.write('#digest', { date: '2026-12-24', sessionIds: [], done: true }, digest.version);
    await watchdog.minutes(3);
    expect(memory.noticesOf(ID)).toHaveLength(1);
    expect((await memory.controls.read('#digest')).value?.date).toBe('2026-11-24');
  });
});

describe('a watched id that is no managed node', () => {
  test('a watched id that is no managed node is counted at each invocation, and no other is', async () => {
    const { memory, minutes } = createWatchdogFixture();
    await minutes(2);
    expect(memory.counted).not.toContain('TargetsUnmanaged');
    memory.unmanaged.add(LINUX);
    await minutes(2);
    expect(memory.counted.filter((metric) => metric === 'TargetsUnmanaged')).toHaveLength(2);
  });

  test('managed nodes are not asked for where every node is watched', async () => {
    const { memory, minutes } = createWatchdogFixture({}, { ...SETTINGS, targets: '*' });
    memory.unmanaged.add(LINUX);
    await minutes(1);
    expect(memory.counted).not.toContain('TargetsUnmanaged');
  });
});
