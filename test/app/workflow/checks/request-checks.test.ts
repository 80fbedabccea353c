// /bastion check: who may ask, and what the watchdog answers.
import { expect, test } from 'vitest';
import type { CheckResult } from '../../../../app/checks/outcome.ts';
import { noteSlackRequest } from '../../../../app/workflow/checks/note-slack-request.ts';
import { answerChecks, requestChecks } from '../../../../app/workflow/checks/request-checks.ts';
import { createMemoryPorts, SETTINGS } from '../../doubles/memory-ports.ts';
import { STRANGER } from '../../session/session-fixture.ts';

const [APPROVER = ''] = SETTINGS.approverUsers;
const URL_OF_PRESS = 'https://hooks.slack.com/commands/1/2/secret';

function open(fault?: Error) {
  const memory = createMemoryPorts();
  const urls: string[] = [];
  const check = async (url: string) => {
    if (fault) throw fault;
    urls.push(url);
  };
  return { memory, urls, ports: { ...memory.ports, watchdog: { ...memory.ports.watchdog, check } } };
}

test('an approver’s request is handed to the watchdog with its response_url', async () => {
  const { ports, urls } = open();
  expect(await requestChecks(ports, SETTINGS, { userId: APPROVER, responseUrl: URL_OF_PRESS })).toBe('started');
  expect(urls).toEqual([URL_OF_PRESS]);
});

test('nobody else runs the checks', async () => {
  const { ports, urls } = open();
  const asked = { userId: STRANGER, responseUrl: URL_OF_PRESS };
  expect(await requestChecks(ports, SETTINGS, asked)).toBe('not-an-approver');
  const unread = {
    ...ports,
    directory: { ...ports.directory, groupMembers: async () => Promise.reject(new Error('Slack is down')) },
  };
  expect(await requestChecks(unread, { ...SETTINGS, approverGroup: 'S1' }, asked)).toBe('approvers-unknown');
  expect(urls).toEqual([]);
});

test('a watchdog that cannot be reached, or a command without a response_url, is said', async () => {
  const broken = open(new Error('throttled'));
  const asked = { userId: APPROVER, responseUrl: URL_OF_PRESS };
  expect(await requestChecks(broken.ports, SETTINGS, asked)).toBe('not-started');
  const { ports, memory } = open();
  expect(await requestChecks(ports, SETTINGS, { userId: APPROVER, responseUrl: undefined })).toBe('not-started');
  expect(memory.faults).toEqual(['checks not started']);
});

test('the answer goes to the response_url, and the count to the alarm', async () => {
  const { memory } = open();
  const results: CheckResult[] = [
    { name: 'trail', outcome: { outcome: 'failed', reason: { key: 'trail-stopped', trail: 'trail' } } },
  ];
  const answered: unknown[] = [];
  const counted: unknown[] = [];
  await answerChecks(
    { monitor: { ...memory.ports.monitor, count: (metric, value) => void counted.push([metric, value]) } },
    {
      run: async () => results,
      answer: async (url, given) => void answered.push([url, given]),
      postDaily: async () => ({ outcome: 'sent' }),
    },
    URL_OF_PRESS,
  );
  expect([answered, counted]).toEqual([[[URL_OF_PRESS, results]], [['ChecksFailed', 1]]]);
});

test('the command is noted, since it proves that requests of Slack arrive', async () => {
  const { ports } = open();
  await requestChecks(ports, SETTINGS, { userId: APPROVER, responseUrl: URL_OF_PRESS });
  expect((await ports.controls.read('#slackSeen')).value).toBeDefined();
});

test('a signed request is noted, and again after a day', async () => {
  const { ports, memory } = open();
  const seen = async () => (await ports.controls.read('#slackSeen')).value?.at;
  await noteSlackRequest(ports);
  const first = await seen();
  memory.pass(60);
  await noteSlackRequest(ports);
  expect(await seen()).toBe(first);
  memory.pass(24 * 60);
  await noteSlackRequest(ports);
  expect(await seen()).not.toBe(first);
});

test('a table that does not answer keeps nobody from an answer', async () => {
  const { ports, memory } = open();
  const controls = { ...ports.controls, read: async () => Promise.reject(new Error('no table')) };
  await noteSlackRequest({ ...ports, controls });
  expect(memory.faults).toEqual(['request of Slack not noted']);
});
