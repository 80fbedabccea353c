// The messages beside a notice: each goes to its place once, and one that fails holds up its own place alone.
import { describe, expect, test } from 'vitest';
import { type FollowUpDelivery, findOperatorThread } from '../../../../app/session/follow-ups.ts';
import { routeTo, sendFollowUps, withdrawAttempt } from '../../../../app/workflow/slack-sync/send-follow-ups.ts';
import type { SyncProgress } from '../../../../app/workflow/slack-sync/sync-progress.ts';
import { createMemoryPorts, type Memory, type Taking } from '../../doubles/memory-ports.ts';
import { aSession, noticed, OPERATOR, reminded, startFacts, warned, when } from '../../session/session-fixture.ts';

/** Owes a reminder in the thread, and a warning to the thread, the operator and the host. */
const WARNED = aSession({ after: [noticed, when(6, reminded), when(7, warned)] });
const THREAD_ALONE = aSession({ after: [noticed, when(6, reminded)] });
const [REMINDER, WARNING, DIRECT, HOST] = ['3:thread', '4:thread', '4:operator', '4:host'];

function progressWith(followUps: Record<string, FollowUpDelivery> = {}): SyncProgress {
  return { followUps: { ...followUps } };
}

function keysOf({ notes }: Memory): string[] {
  return notes.flatMap(({ key }) => key ?? []);
}

/** Slack takes what goes to the thread as said, and everything else. */
function slackWith({ thread, operator }: { thread?: Taking; operator?: Taking } = {}): Memory {
  const memory = createMemoryPorts();
  Object.assign(memory.answersTo, { thread, operator });
  return memory;
}

describe('in the thread', () => {
  test('a reminder is sent once', async () => {
    const memory = slackWith();
    const progress = progressWith();
    expect(await sendFollowUps(memory.ports, THREAD_ALONE, progress, 0)).toBe('sure');
    expect(await sendFollowUps(memory.ports, THREAD_ALONE, progress, 0)).toBe('sure');
    expect(keysOf(memory)).toEqual([REMINDER]);
    expect(progress.followUps[REMINDER]).toMatchObject({ attempts: 1, deliveredAt: expect.any(String) });
  });

  test('a reply that Slack does not take holds up the later replies, and no other place', async () => {
    const memory = slackWith({ thread: 'not now' });
    const progress = progressWith();
    const asked: string[] = [];
    const { messenger } = memory.ports;
    const sendFollowUp: typeof messenger.sendFollowUp = (session, followUp) => {
      asked.push(followUp.key);
      return messenger.sendFollowUp(session, followUp);
    };
    const ports = { ...memory.ports, messenger: { ...messenger, sendFollowUp } };
    expect(await sendFollowUps(ports, WARNED, progress, 0)).toBe('sure');
    expect([asked, Object.keys(progress.followUps)]).toEqual([[REMINDER], [DIRECT, HOST]]);
    expect(memory.warned).toEqual([WARNED.target.id]);
    expect(progress.failure?.again).toBeDefined();
  });

  test('a reply of unknown fate makes the round unsure', async () => {
    const memory = slackWith({ thread: 'unknown, not taken' });
    expect(await sendFollowUps(memory.ports, THREAD_ALONE, progressWith(), 0)).toBe('unsure');
  });

  test('a reply that a dead holder has sent is found and not sent again', async () => {
    const memory = slackWith();
    await sendFollowUps(memory.ports, THREAD_ALONE, progressWith(), 0);
    const progress = progressWith();
    expect(await sendFollowUps(memory.ports, THREAD_ALONE, progress, 1)).toBe('sure');
    expect(keysOf(memory)).toEqual([REMINDER]);
    expect(progress.followUps[REMINDER]?.deliveredAt).toBeDefined();
  });

  test('a follow-up is not sent after a dead holder while Slack cannot be searched', async () => {
    const memory = slackWith();
    memory.world.searchable = false;
    expect(await sendFollowUps(memory.ports, THREAD_ALONE, progressWith(), 1)).toBe('unsure');
    expect(keysOf(memory)).toEqual([]);
  });
});

describe('to the operator', () => {
  test('a direct message is intended in one round, and sent in the next once the intent is stored', async () => {
    const memory = slackWith();
    const progress = progressWith();
    await sendFollowUps(memory.ports, WARNED, progress, 0);
    expect(keysOf(memory)).toEqual([REMINDER, WARNING]);
    expect(progress.intent).toEqual({ key: DIRECT, isStored: false });
    expect(progress.followUps[DIRECT]).toEqual({ attempts: 1, to: OPERATOR });
    progress.intent = { key: DIRECT, isStored: true };
    await sendFollowUps(memory.ports, WARNED, progress, 0);
    expect(keysOf(memory)).toEqual([REMINDER, WARNING, DIRECT]);
    expect(progress.followUps[DIRECT]).toMatchObject({ attempts: 1, deliveredAt: expect.any(String), to: OPERATOR });
  });

  test('a direct message of unknown fate is attempted twice and then given up', async () => {
    const memory = slackWith();
    const progress = progressWith({ [DIRECT]: { attempts: 2, to: OPERATOR } });
    await sendFollowUps(memory.ports, WARNED, progress, 1);
    expect(progress.followUps[DIRECT]).toMatchObject({ attempts: 2, givenUpAt: expect.any(String) });
    expect(progress.intent).toBeUndefined();
  });

  test('an operator who takes no direct messages is refused for good, and that is no failure', async () => {
    const memory = slackWith({ operator: 'refused' });
    const progress = progressWith({ [DIRECT]: { attempts: 1, to: OPERATOR } });
    progress.intent = { key: DIRECT, isStored: true };
    expect(await sendFollowUps(memory.ports, WARNED, progress, 0)).toBe('sure');
    expect(progress.followUps[DIRECT]).toMatchObject({ attempts: 1, refusedAt: expect.any(String) });
    expect(progress.failure).toBeUndefined();
  });

  test('a direct message that Slack plainly did not take is no attempt', async () => {
    const memory = slackWith({ operator: 'not now' });
    const progress = progressWith({ [DIRECT]: { attempts: 1, to: OPERATOR } });
    progress.intent = { key: DIRECT, isStored: true };
    await sendFollowUps(memory.ports, WARNED, progress, 0);
    expect(progress.followUps[DIRECT]).toBeUndefined();
  });

  describe('below the first one', () => {
    const ROOT = { channel: 'D0OPERATOR', ts: '1.0' };
    const asked = { attempts: 1, deliveredAt: '2026-11-24T08:01:00.000Z', to: OPERATOR, place: ROOT };

    /** @param broken Slack's answer to a reply below ROOT */
    async function warnBelow(broken: 'message-gone' | 'refused' | undefined, operator?: Taking) {
      const memory = slackWith({ operator });
      const { messenger } = memory.ports;
      const cause = new Error('no reply there');
      const sendFollowUp: typeof messenger.sendFollowUp = async (session, followUp, options) => {
        if (broken === undefined || options?.below?.ts !== ROOT.ts)
          return messenger.sendFollowUp(session, followUp, options);
        return broken === 'refused' ? { outcome: broken, cause, fault: 'recipient' } : { outcome: broken, cause };
      };
      const progress: SyncProgress = {
        shownHash: 'shown',
        followUps: { '2:operator': asked, [DIRECT]: { attempts: 1, to: OPERATOR } },
        intent: { key: DIRECT, isStored: true },
      };
      const sure = await sendFollowUps(
        { ...memory.ports, messenger: { ...messenger, sendFollowUp } },
        WARNED,
        progress,
        0,
      );
      return { sure, progress, direct: memory.notes.filter(({ where }) => where === 'operator') };
    }

    test('a direct message has no place of its own', async () => {
      const { direct, progress } = await warnBelow(undefined);
      expect(direct.map(({ below }) => below)).toEqual([ROOT.ts]);
      expect(progress.followUps['2:operator']).toEqual(asked);
      expect(progress.followUps[DIRECT]).toEqual({ attempts: 1, deliveredAt: expect.any(String), to: OPERATOR });
    });

    test.each(['message-gone', 'refused'] as const)(
      'a thread that takes no reply (%s) is left for a new one',
      async (broken) => {
        const { sure, direct, progress } = await warnBelow(broken);
        expect(sure).toBe('sure');
        expect(direct.map(({ key, below }) => [key, below])).toEqual([[DIRECT, undefined]]);
        expect(findOperatorThread(WARNED, progress.followUps)?.ts).toBe(direct[0]?.ts);
        expect(progress.followUps['2:operator']).toEqual({ ...asked, place: undefined });
        expect(progress.failure).toBeUndefined();
      },
    );

    test('a thread is kept, and the notice is not updated, while Slack takes no direct message at all', async () => {
      const { progress } = await warnBelow('message-gone', 'not now');
      expect(progress.followUps).toMatchObject({ '2:operator': asked });
      expect(progress.followUps[DIRECT]).toBeUndefined();
      expect([progress.shownHash, progress.failure?.again]).toEqual(['shown', expect.any(String)]);
    });

    test('an operator who takes no direct messages at all is refused below a root, too', async () => {
      const { progress } = await warnBelow('refused', 'refused');
      expect(progress.followUps[DIRECT]).toMatchObject({ refusedAt: expect.any(String) });
    });
  });

  test('an intent that is withdrawn is no attempt, and one that is settled stays', () => {
    const { ports } = slackWith();
    const open = {
      ...progressWith({ [DIRECT]: { attempts: 2, to: OPERATOR } }),
      intent: { key: DIRECT, isStored: true },
    };
    withdrawAttempt(ports, open);
    expect([open.followUps[DIRECT], open.intent]).toEqual([{ attempts: 1, to: OPERATOR }, undefined]);
    const delivered = { attempts: 1, deliveredAt: '2026-11-24T01:00:00.000Z', to: OPERATOR };
    const settled = { ...progressWith({ [DIRECT]: delivered }), intent: { key: DIRECT, isStored: true } };
    withdrawAttempt(ports, settled);
    expect([settled.followUps[DIRECT], settled.intent]).toEqual([delivered, undefined]);
  });
});

test('the terminals of a host are warned once in five minutes, whichever of its sessions is warned of', async () => {
  const memory = slackWith();
  const ports = { ...memory.ports, hostsWarnedAt: new Map<string, string>() };
  const neighbour = aSession({
    facts: startFacts({ sessionId: 'operator-neighbour' }),
    after: [noticed, when(6, reminded), when(7, warned)],
  });
  const [first, second, third] = [progressWith(), progressWith(), progressWith()];
  await sendFollowUps(ports, WARNED, first, 0);
  await sendFollowUps(ports, neighbour, second, 0);
  memory.pass(6);
  await sendFollowUps(ports, neighbour, third, 0);
  expect(memory.warned).toHaveLength(2);
  expect([first, second, third].map(({ followUps }) => followUps[HOST]?.deliveredAt !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
});

test('each audience has the route that Slack limits by itself, and terminals have none', () => {
  const routes = (['thread', 'escalation', 'operator', 'host'] as const).map((audience) => routeTo(WARNED, audience));
  expect(routes).toEqual(['channel', 'escalation', `operator:${OPERATOR}`, undefined]);
});
