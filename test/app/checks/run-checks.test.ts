// A check that hangs, fails or is not allowed is unknown, and the others have their outcomes.
import { expect, test } from 'vitest';
import { CHECKS } from '../../../app/checks/check-names.ts';
import type { Asked } from '../../../app/checks/each-check.ts';
import { needsAttention, PermissionError } from '../../../app/checks/outcome.ts';
import type { CheckPorts } from '../../../app/checks/ports.ts';
import { runChecks } from '../../../app/checks/run-checks.ts';

/** Ports of a deployment of which only this much is known. */
function asked(known: Partial<CheckPorts>): Asked {
  const silent = async () => {
    throw new Error('nothing answers');
  };
  const resources = async () => ({ alarmTopic: 'topic' });
  const ask = new Proxy(
    { resources, ...known },
    { get: (ports, name) => Reflect.get(ports, name) ?? silent },
  ) as CheckPorts;
  const settings = {
    approverUsers: ['U1'],
    operators: {},
    pinnedRoles: [],
    channel: 'C1',
    neededScopes: [],
    table: 't',
    targets: '*' as const,
  };
  const expected = { indexes: [], eventSource: '', calls: [] };
  return { ask, settings, expected, now: new Date('2026-11-24T09:00:00.000Z') };
}

const outcomeOf = async (known: Partial<CheckPorts>, name: string, seconds = 1) =>
  (await runChecks(asked(known), seconds)).find((result) => result.name === name)?.outcome;

test('every check has an outcome, in the order of the names, whatever is not answered', async () => {
  const results = await runChecks(asked({}));
  expect(results.map(({ name }) => name)).toEqual(CHECKS);
  expect(results.filter(needsAttention).every(({ outcome }) => outcome.outcome === 'unknown')).toBe(true);
});

test('a check that hangs is unknown after its time, and delays no other', async () => {
  const known = { topic: () => new Promise<never>(() => {}), hasPointInTimeRecovery: async () => true };
  expect(await outcomeOf(known, 'alarm-topic', 0.05)).toEqual({
    outcome: 'unknown',
    reason: { key: 'no-time', seconds: 0.05 },
  });
  expect(await outcomeOf(known, 'table-backups', 0.05)).toEqual({ outcome: 'passed' });
});

test('a check that is not allowed says what to grant, and counts as failed', async () => {
  const topic = async () => {
    throw new PermissionError('sns:GetTopicAttributes');
  };
  const outcome = await outcomeOf({ topic }, 'alarm-topic');
  expect(outcome).toEqual({
    outcome: 'unknown',
    reason: { key: 'no-permission', permission: 'sns:GetTopicAttributes' },
  });
  expect(outcome && needsAttention({ name: 'alarm-topic', outcome })).toBe(true);
});

test('a part that the deployment does not have is not applicable, and does not count', async () => {
  const outcome = await outcomeOf({}, 'archive');
  expect(outcome).toEqual({ outcome: 'not-applicable', reason: { key: 'not-set', variable: 'ARCHIVE_BUCKET' } });
  expect(outcome && needsAttention({ name: 'archive', outcome })).toBe(false);
});

test('the termination is simulated on every target, up to twenty, and the one that is refused is named', async () => {
  const targets = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`i-${at}`, `host-${at}`]));
  const asks: string[] = [];
  const run = async (denied: string) => {
    const known: Partial<CheckPorts> = {
      resources: async () => ({ terminatingRoles: ['role'] }),
      simulateTermination: async (_, target) => {
        asks.push(target);
        return target === denied ? 'implicitDeny' : 'allowed';
      },
    };
    const { settings, ...rest } = asked(known);
    const results = await runChecks({ ...rest, settings: { ...settings, targets } }, 1);
    return results.find(({ name }) => name === 'may-terminate')?.outcome;
  };
  expect(await run('i-19')).toEqual({
    outcome: 'failed',
    reason: { key: 'may-not-terminate', role: 'role', decision: 'implicitDeny', target: 'i-19' },
  });
  expect(await run('i-20')).toEqual({ outcome: 'passed' });
  expect(asks).toHaveLength(40);
});
