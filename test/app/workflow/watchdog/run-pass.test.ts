// The watchdog's minutes, one after another: what is due, what was missed, what is put off, and what strange input does to it.
import { describe, expect, test } from 'vitest';
import { APPROVER, LINUX, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';
import type { Taking } from '../../doubles/memory-slack.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';
import { announced, aStart, clickOf, ID, OTHER, TERMINATE, type Watched, watching } from './watchdog-fixture.ts';

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
    expect([termination?.by, termination?.trigger, ended?.how.cause]).toEqual(['app', 'deadline', 'terminated']);
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
    await bindWorkflow({ ...memory.ports, store: { ...store, save } }, SETTINGS).watch(memory.until());
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
    expect(memory.counted).toContain('TerminationsPostponed');
    memory.world.slackAnswers = true;
    await watched.minutes(10);
    expect(await watched.types()).toContain('postponed');
    expect(memory.asked).toEqual([]);
    await watched.minutes(10);
    expect((await watched.session()).ended?.how.cause).toBe('terminated');
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
    expect(memory.faults).toContain('termination postponed: nobody could respond');
    isReadable = true;
    await watched.minutes(3);
    expect(memory.asked).toEqual([]);
    await watched.minutes(25);
    expect((await watched.session()).ended?.how.cause).toBe('terminated');
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

describe('a lease', () => {
  test('whose holder died with nothing left to show is given back, and the entry closed', async () => {
    const watched = await announced();
    const { memory } = watched;
    await watched.workflow.acknowledge(await clickOf(watched, APPROVER));
    memory.end(ID);
    await watched.minutes(2);
    expect(await memory.store.open()).toEqual([]);
    // Nothing of it is in the notice, and its writer dies with the lease.
    const known = aStart();
    const late = { ...known, recordId: 'late', start: { ...known.start, userAgent: 'aws-cli' } };
    await watched.workflow.ingest(late, { owner: 'killed' });
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
    await watched.workflow.observe(aStart());
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
    await bindWorkflow({ ...memory.ports, live: { ...live, active } }, { ...SETTINGS, pollEverySeconds: 10 }).watch(
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

describe('a clock', () => {
  test('that was ahead and is set back is reported, and nothing is lost', async () => {
    const watched = await announced();
    await watched.minutes(2);
    watched.memory.pass(-300);
    await watched.minutes(2);
    expect(watched.memory.faults).toContain('clock set back');
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
    expect(watched.memory.faults).toContain('no SSM poll for more than ten minutes');
    expect(watched.memory.asked).toEqual([]);
    await watched.minutes(20);
    expect((await watched.session()).ended?.how.cause).toBe('terminated');
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

describe('the time of a look', () => {
  test('that SSM takes for others keeps no session unannounced', async () => {
    const settings = { ...SETTINGS, pollEverySeconds: 10 };
    const { memory } = watching({}, settings);
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

  test('that SSM takes for its list leaves enough for one new session', async () => {
    const { memory } = watching();
    const { live, clock } = memory.ports;
    memory.connect(ID);
    const active: typeof live.active = async () => {
      await clock.pause(40_000);
      return live.active();
    };
    await bindWorkflow({ ...memory.ports, live: { ...live, active } }, SETTINGS).watch(memory.until());
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

describe('the terminals of a host', () => {
  const start = async (watched: Watched, id: string) => {
    watched.memory.connect(id);
    await watched.workflow.observe(aStart(`record-${id}`, id));
  };

  test('are warned once in five minutes, however many sessions there are warned of', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    await watched.minutes(2);
    await start(watched, OTHER);
    await watched.minutes(2);
    await start(watched, `third-${'a'.repeat(26)}`);
    await watched.minutes(10);
    expect(watched.told().filter((key) => key.endsWith(':operator'))).toHaveLength(1);
    await watched.minutes(4);
    expect(watched.told().filter((key) => key.endsWith(':operator'))).toHaveLength(3);
    expect(watched.memory.warned).toEqual([LINUX]);
    await start(watched, `fourth-${'a'.repeat(25)}`);
    await watched.minutes(20);
    expect(watched.memory.warned).toEqual([LINUX, LINUX]);
  });

  test('of a host that cannot be written to are tried once', async () => {
    const watched = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 9 } });
    let asked = 0;
    const hosts: typeof watched.memory.ports.nodes = {
      ...watched.memory.ports.nodes,
      warn: async () => {
        asked += 1;
        throw new Error('no answer');
      },
    };
    const workflow = bindWorkflow({ ...watched.memory.ports, nodes: hosts }, SETTINGS);
    for (let minute = 0; minute < 14; minute++) {
      await workflow.watch(watched.memory.until());
      watched.memory.pass(1);
    }
    expect(asked).toBe(1);
  });

  test('are warned by another function that knows nothing of the first, once all the same', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    await watched.minutes(1);
    await start(watched, OTHER);
    await watched.minutes(13);
    const cold = bindWorkflow(watched.memory.ports, SETTINGS);
    await cold.watch(watched.memory.until());
    expect(watched.told().filter((key) => key.endsWith(':operator'))).toHaveLength(2);
    expect(watched.memory.warned).toEqual([LINUX]);
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
    expect((await watched.session()).ended?.how.cause).toBe('terminated');
  });

  test('of which nobody knows whether it went out is sent once more, then no more, and nothing is cut', async () => {
    const watched = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 6 } });
    const { memory } = watched;
    await watched.minutes(9);
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
    expect(await watched.types()).not.toContain('terminationRequested');
    expect(await watched.types()).toContain('postponed');
  });

  test.each<Taking>(['garbled, not taken', 'no ts, not taken', 'token refused', 'not now', 'unknown, not taken'])(
    'that is answered by "%s" each time counts for nothing: the session is not cut, and people are alarmed',
    async (taking) => {
      const watched = await announced({ deadlines: TERMINATE });
      const { memory } = watched;
      await watched.minutes(13);
      memory.answersTo.operator = taking;
      await watched.minutes(40);
      expect(await watched.types()).not.toContain('terminationRequested');
      expect(memory.counted).toContain('TerminationsPostponed');
      expect(memory.notes.filter(({ where }) => where === 'operator')).toEqual([]);
      memory.answersTo.operator = undefined;
      await watched.minutes(60);
      expect((await watched.session()).ended?.how.cause).toBe('terminated');
    },
  );

  test('is not given up unsent while the thread before it is of unknown fate', async () => {
    const watched = await announced({ deadlines: { ...TERMINATE, warnBeforeMinutes: 9 } });
    const { memory } = watched;
    await watched.minutes(6);
    memory.answersTo.thread = 'unknown, not taken';
    await watched.minutes(6);
    memory.answersTo.thread = undefined;
    await watched.minutes(2);
    const direct = memory.notes.filter(({ where }) => where === 'operator');
    expect(direct).toHaveLength(1);
    expect((await memory.store.read(ID))?.delivery.followUps[direct[0]?.key ?? '']).toMatchObject({
      attempts: 1,
      deliveredAt: expect.any(String),
    });
  });

  test('to somebody who turns out not to be the operator warns nobody: whom a later source names is told as well', async () => {
    const watched = watching({ deadlines: TERMINATE });
    const { memory } = watched;
    memory.connect(ID);
    await watched.minutes(15);
    expect(watched.told()).toContain('4:operator');
    const corrected = { ...SETTINGS, operators: { operator: 'U0OTHER0001' } };
    await bindWorkflow(memory.ports, corrected).observe(aStart());
    const stored = await memory.store.read(ID);
    if (stored?.entry.type !== 'session') throw new Error('nothing is stored');
    expect(stored.entry.operator.slackUser).toBe('U0OTHER0001');
    expect(watched.told().filter((key) => key === '4:operator')).toHaveLength(2);
    expect(stored.delivery.followUps['4:operator']).toMatchObject({
      to: 'U0OTHER0001',
      deliveredAt: expect.any(String),
    });
  });

  test('to an operator who takes none counts as told by the thread, which names them', async () => {
    const watched = await announced({ deadlines: TERMINATE });
    watched.memory.answersTo.operator = 'refused';
    await watched.minutes(17);
    expect((await watched.session()).ended?.how.cause).toBe('terminated');
  });
});

describe('a rate limit of Slack', () => {
  test.each<[Taking, number]>([
    ['limited', 1],
    ['limited, no number', 30],
  ])(
    '"%s" keeps everybody from posting for %i s, the next pass too, and then all is posted',
    async (taking, seconds) => {
      const watched = watching({ takings: [taking] });
      const { memory, workflow } = watched;
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
      expect((await watched.session()).events.map(({ type }) => type)).toEqual(['started', 'noticed']);
    },
  );
});

describe('a notice that cannot be drawn, or of which nobody knows whether it is there', () => {
  test.each(['drawn', 'known'])('and can never be %s, keeps nobody else from the channel', async (which) => {
    const watched = watching({ takings: ['limited'] });
    const { memory } = watched;
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

describe('a watched id that is no managed node', () => {
  test('is counted at each invocation, and no other is', async () => {
    const { memory, minutes } = watching();
    await minutes(2);
    expect(memory.counted).not.toContain('TargetsUnmanaged');
    memory.unmanaged.add(LINUX);
    await minutes(2);
    expect(memory.counted.filter((metric) => metric === 'TargetsUnmanaged')).toHaveLength(2);
  });

  test('is not asked for where every node is watched', async () => {
    const { memory, minutes } = watching({}, { ...SETTINGS, targets: '*' });
    memory.unmanaged.add(LINUX);
    await minutes(1);
    expect(memory.counted).not.toContain('TargetsUnmanaged');
  });
});
