// The daily digest: once, at its hour, with one button for all that it lists.
import { describe, expect, test } from 'vitest';
import { APPROVER, APPROVER_2, CHANNEL, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';
import { announced, aStart, createWatchdogFixture, ID, OTHER, type WatchdogFixture } from './watchdog-fixture.ts';

describe('sessions that ended unacknowledged', () => {
  /** 01:00 UTC is 10:00 in Tokyo, when the day's digest is out already: it is the next day's. */
  const OVERNIGHT = 23 * 60;

  async function overnight(): Promise<WatchdogFixture> {
    const watchdog = await announced({ deadlines: { lapseAfterHours: 48 } });
    watchdog.memory.connect(OTHER);
    const own = { ...aStart('record-2', OTHER) };
    const start = { ...own.start, principal: { ...own.start.principal, name: 'approver' } };
    const settings = { ...SETTINGS, operators: { operator: OPERATOR, approver: APPROVER } };
    const workflow = bindWorkflow(watchdog.memory.ports, settings);
    await workflow.observe({ ...own, start });
    watchdog.memory.end(ID);
    watchdog.memory.end(OTHER);
    await watchdog.minutes(3);
    return watchdog;
  }

  test('a session that ended unacknowledged mentions nobody, and is in one digest at the hour that the team chose', async () => {
    const watchdog = await overnight();
    const { memory } = watchdog;
    expect(watchdog.followUpKeys()).toEqual([]);
    memory.pass(OVERNIGHT - 10);
    await watchdog.minutes(2);
    expect(memory.noticesOf('2026-11-25')).toEqual([]);
    memory.pass(10);
    await watchdog.minutes(5);
    expect(memory.noticesOf('2026-11-25')).toHaveLength(1);
    expect(memory.noticesOf('2026-11-25')[0]?.shown).toContain(ID);
  });

  test('a session of an unknown operator takes two approvers also in the list, where two must press', async () => {
    const settings = { ...SETTINGS, operators: {}, fourEyes: 'require' as const };
    const watchdog = await announced({ deadlines: { lapseAfterHours: 48 } }, settings);
    const { memory, workflow } = watchdog;
    memory.end(ID);
    await watchdog.minutes(3);
    memory.pass(OVERNIGHT);
    await watchdog.minutes(2);
    const [digest] = memory.noticesOf('2026-11-25');
    const from = { channel: CHANNEL, ts: digest?.ts ?? '' };
    const press = (id: string, userId: string) => workflow.acknowledgeListed({ id, userId, from });
    const vouched = { outcome: 'done', acknowledged: 0, vouched: 1, own: 0, already: 0, failed: 0 };
    expect(await press('click:1', APPROVER)).toEqual(vouched);
    expect(await press('click:2', APPROVER)).toEqual(vouched);
    expect((await watchdog.session()).acknowledged).toBeUndefined();
    expect(await press('click:3', APPROVER_2)).toEqual({ ...vouched, acknowledged: 1, vouched: 0 });
    expect((await watchdog.session()).acknowledged).toMatchObject({
      by: APPROVER_2,
      vouchedBy: APPROVER,
      via: 'digest',
    });
  });

  test('a session that ended unacknowledged is acknowledged with one button, each with an event of its own, and never by its operator', async () => {
    const watchdog = await overnight();
    const { memory, workflow } = watchdog;
    memory.pass(OVERNIGHT);
    await watchdog.minutes(2);
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
    expect(first).toEqual({ outcome: 'done', acknowledged: 1, vouched: 0, own: 1, already: 0, failed: 0 });
    expect((await watchdog.session()).acknowledged?.by).toBe(APPROVER);
    expect((await watchdog.session(OTHER)).acknowledged).toBeUndefined();
    const second = await workflow.acknowledgeListed({ id: 'click:4', userId: APPROVER_2, from });
    expect(second).toEqual({ outcome: 'done', acknowledged: 1, vouched: 0, own: 0, already: 1, failed: 0 });
    await watchdog.minutes(3);
    for (const id of [ID, OTHER]) {
      expect(memory.noticesOf(id)[0]?.shown).toBe(memory.face(await watchdog.session(id)));
    }
    expect(memory.noticesOf('2026-11-25')[0]?.shown).toContain(APPROVER_2);
  });

  test('a session is in a digest once, also when Slack does not say whether it has it', async () => {
    const watchdog = await overnight();
    const { memory } = watchdog;
    memory.pass(OVERNIGHT);
    memory.takings.push('unknown, taken');
    await watchdog.minutes(5);
    expect(memory.noticesOf('2026-11-25')).toHaveLength(1);
    expect((await memory.controls.read('#digest')).value?.posted).toBeDefined();
  });
});

/** Sessions that are over before anybody answers, and the morning after. */
async function endUnanswered(watchdog: WatchdogFixture, ids: readonly string[]): Promise<void> {
  const { memory, workflow } = watchdog;
  for (const id of ids) {
    memory.connect(id);
    await workflow.observe(aStart(id, id));
    memory.end(id);
  }
  await watchdog.minutes(2);
  memory.pass(23 * 60);
  await watchdog.minutes(2);
}

describe('a long digest', () => {
  test('a long digest lists the next twenty when the first are acknowledged', async () => {
    const watchdog = createWatchdogFixture({ deadlines: { lapseAfterHours: 48 } });
    const { memory, workflow } = watchdog;
    const ids = Array.from({ length: 35 }, (_, n) => `operator-${String(n).padStart(2, '0')}`);
    await endUnanswered(watchdog, ids);
    const [digest] = memory.noticesOf('2026-11-25');
    const from = { channel: CHANNEL, ts: digest?.ts ?? '' };
    const press = (n: number) => workflow.acknowledgeListed({ id: `click:${n}`, userId: APPROVER, from });
    expect(await press(1)).toMatchObject({ acknowledged: 20 });
    await watchdog.minutes(2);
    expect(await press(2)).toMatchObject({ acknowledged: 15 });
    await watchdog.minutes(2);
    expect((await workflow.pending(APPROVER, { from: 0, most: 10 })).sessions).toEqual([]);
  });

  test('a long digest is acknowledged for the others when one session cannot be', async () => {
    const watchdog = createWatchdogFixture({ deadlines: { lapseAfterHours: 48 } });
    const { memory, workflow } = watchdog;
    await endUnanswered(watchdog, [ID, OTHER]);
    const from = { channel: CHANNEL, ts: memory.noticesOf('2026-11-25')[0]?.ts ?? '' };
    memory.store.overwrite(OTHER, { ...memory.store.items().get(OTHER), events: [] });
    const outcome = await workflow.acknowledgeListed({ id: 'click:1', userId: APPROVER, from });
    expect(outcome).toMatchObject({ acknowledged: 1, failed: 1 });
  });
});
