// Clicks that cannot arrive hold back a deadline, after two passes in a row, and three times at most.
import { describe, expect, test } from 'vitest';
import { countSilentPass, isSilent } from '../../../../app/session/deadlines.ts';
import { SETTINGS } from '../../doubles/memory-ports.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';
import { announced, ID, TERMINATE } from './watchdog-fixture.ts';

const silent = (count: number) => Array<'silent'>(count).fill('silent');
const answered = (count: number) => Array<'answered'>(count).fill('answered');

describe('a deadline while the endpoint is silent', () => {
  test('a session is terminated at its deadline while the endpoint answers', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: [] });
    await watchdog.minutes(18);
    expect(await watchdog.types()).toContain('terminationRequested');
    expect(watchdog.memory.counted).not.toContain('EndpointSilent');
  });

  test('a termination waits as long again after two silent passes in a row, with a new warning and an alarm', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: silent(19) });
    await watchdog.minutes(18);
    const { events } = await watchdog.session();
    expect(events.map(({ type }) => type)).toEqual(['started', 'noticed', 'reminded', 'warned', 'postponed']);
    expect(events.at(-1)).toMatchObject({ type: 'postponed', cause: 'endpoint-silent' });
    expect(watchdog.memory.counted).toContain('TerminationsPostponed');
    expect(watchdog.memory.faults).toContain('endpoint silent');
    await watchdog.minutes(16);
    expect((await watchdog.types()).slice(5)).toEqual(['warned', 'terminationRequested', 'ended']);
  });

  test('one silent pass at the deadline holds nothing back', async () => {
    const watchdog = await announced({
      deadlines: TERMINATE,
      probes: [...answered(15), 'silent', 'answered', 'silent'],
    });
    await watchdog.minutes(18);
    expect(await watchdog.types()).toContain('terminationRequested');
    expect(await watchdog.types()).not.toContain('postponed');
  });

  test('an endpoint that never answers postpones a termination three times, and no more', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: silent(200) });
    await watchdog.minutes(80);
    const types = await watchdog.types();
    expect(types.filter((type) => type === 'postponed')).toHaveLength(3);
    expect(types).toContain('terminationRequested');
    expect(watchdog.memory.counted.filter((metric) => metric === 'TerminationsPostponed')).toHaveLength(3);
  });

  test('a table that does not tell the earlier passes holds nothing back', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: silent(200) });
    const { ports } = watchdog.memory;
    const read: typeof ports.controls.read = (key) =>
      key === '#endpoint' ? Promise.reject(new Error('no answer')) : ports.controls.read(key);
    const controls = { ...ports.controls, read };
    const { watch } = bindWorkflow({ ...ports, controls }, SETTINGS);
    for (let minute = 0; minute < 20; minute++) {
      await watch(watchdog.memory.until());
      watchdog.memory.pass(1);
    }
    expect(await watchdog.types(ID)).toContain('terminationRequested');
    expect(watchdog.memory.faults).toContain('endpoint not probed');
  });

  test('a count that cannot be stored at the deadline still holds back: the pass itself knows it', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: silent(200) });
    await watchdog.minutes(14);
    const { ports } = watchdog.memory;
    const write: typeof ports.controls.write = (key, ...rest) =>
      key === '#endpoint' ? Promise.reject(new Error('no answer')) : ports.controls.write(key, ...rest);
    const controls = { ...ports.controls, write };
    const { watch } = bindWorkflow({ ...ports, controls }, SETTINGS);
    for (let minute = 0; minute < 4; minute++) {
      await watch(watchdog.memory.until());
      watchdog.memory.pass(1);
    }
    const { events } = await watchdog.session();
    expect(events.at(-1)).toMatchObject({ type: 'postponed', cause: 'endpoint-silent' });
    expect(watchdog.memory.faults).toContain('silence of the endpoint not stored');
  });

  test('a healthy endpoint writes no control item', async () => {
    const watchdog = await announced({ probes: [] });
    await watchdog.minutes(3);
    const { version } = await watchdog.memory.controls.read('#endpoint');
    expect(version).toBeLessThanOrEqual(1);
  });
});

describe('silent passes in a row', () => {
  const at = (seconds: number) => new Date(Date.parse('2026-11-24T08:00:00.000Z') + seconds * 1000);
  /** Each outcome with the second of its pass. */
  const after = (...passes: (readonly [number, 'answered' | 'silent'])[]) =>
    passes.reduce<ReturnType<typeof countSilentPass> | undefined>(
      (known, [second, outcome]) => countSilentPass(known, outcome, at(second)),
      undefined,
    );

  test.each([
    [
      'two, a minute apart',
      [
        [0, 'silent'],
        [60, 'silent'],
      ],
      true,
    ],
    ['one alone', [[0, 'silent']], false],
    [
      'two with an answer between them',
      [
        [0, 'silent'],
        [60, 'answered'],
        [120, 'silent'],
      ],
      false,
    ],
    [
      'two that overlap',
      [
        [0, 'silent'],
        [5, 'silent'],
      ],
      false,
    ],
    [
      'two that overlap, and one after them',
      [
        [0, 'silent'],
        [5, 'silent'],
        [60, 'silent'],
      ],
      true,
    ],
    [
      'two that are six minutes apart',
      [
        [0, 'silent'],
        [360, 'silent'],
      ],
      false,
    ],
    [
      'one of a clock that was ahead, and one after it',
      [
        [600, 'silent'],
        [0, 'silent'],
      ],
      false,
    ],
    [
      'many',
      [
        [0, 'silent'],
        [60, 'silent'],
        [120, 'silent'],
        [180, 'silent'],
      ],
      true,
    ],
    [
      'many, and an answer',
      [
        [0, 'silent'],
        [60, 'silent'],
        [120, 'answered'],
      ],
      false,
    ],
  ] as const)('%s: %j', (_, passes, expected) => {
    expect(isSilent(after(...passes) ?? { silentPasses: 0, at: '' })).toBe(expected);
  });
});

describe('unacknowledged sessions past their deadline', () => {
  test.each(['remind', 'terminate'] as const)(
    'with ON_DEADLINE=%s they are counted in each pass',
    async (onDeadline) => {
      // Slack is away when the termination is due, so that the session lives on.
      const watchdog = await announced({ deadlines: { onDeadline } });
      await watchdog.minutes(14);
      expect(watchdog.memory.counted).not.toContain('SessionsUnacknowledged');
      watchdog.memory.world.slackAnswers = onDeadline === 'remind';
      await watchdog.minutes(5);
      const counted = watchdog.memory.counted.filter((metric) => metric === 'SessionsUnacknowledged');
      expect(counted.length).toBeGreaterThanOrEqual(3);
    },
  );

  test('a session that ended or was acknowledged in time is not counted', async () => {
    const watchdog = await announced();
    watchdog.memory.end(ID);
    await watchdog.minutes(30);
    expect(watchdog.memory.counted).not.toContain('SessionsUnacknowledged');
  });

  test('a termination that was postponed does not hide the session', async () => {
    const watchdog = await announced({ deadlines: TERMINATE, probes: silent(200) });
    await watchdog.minutes(22);
    expect(await watchdog.types()).toContain('postponed');
    expect(watchdog.memory.counted.filter((metric) => metric === 'SessionsUnacknowledged').length).toBeGreaterThan(3);
  });
});
