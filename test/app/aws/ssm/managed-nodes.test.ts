// The warning on a node's own terminals, sent through the real SDK client to a stand-in that takes commands.
import { expect, onTestFinished, test } from 'vitest';
import { createManagedNodes } from '../../../../app/aws/ssm/managed-nodes.ts';
import { createTimeLimit } from '../../../../app/lib/time-limit.ts';
import { clientOf, LINUX, standIn } from '../../../local/ssm-fixture.ts';

const NOW = new Date('2026-11-24T08:00:00.250Z');
const DOCUMENT = 'bastion-ack-warning';

async function open(attempts = 1) {
  const ssm = await standIn({ now: () => NOW, commandDocuments: [DOCUMENT] });
  return { ssm, hosts: createManagedNodes(clientOf(ssm, attempts), DOCUMENT, createTimeLimit()) };
}

test('the terminal warning is the newest version of a document with a fixed text, sent to one node, with nothing that anybody typed', async () => {
  const { ssm, hosts } = await open();
  expect(await hosts.warn(LINUX)).toBeUndefined();
  expect(ssm.commands()).toEqual([
    expect.objectContaining({
      documentName: DOCUMENT,
      documentVersion: '$LATEST',
      instanceIds: [LINUX],
      parameters: {},
    }),
  ]);
});

test.each([
  ['a node that is not connected', 'i-0aaaaaaaaaaaaaaaa', DOCUMENT, 'InvalidInstanceId'],
  ['a document that is not there', LINUX, 'no-such-document', 'InvalidDocument'],
])('a terminal warning that meets %s is a fault', async (_, target, document, name) => {
  const { ssm } = await open();
  await expect(createManagedNodes(clientOf(ssm), document, createTimeLimit()).warn(target)).rejects.toMatchObject({
    name,
  });
  expect(ssm.commands()).toEqual([]);
});

test('a terminal warning is sent again by the client when SSM is busy, and is a fault when SSM stays so', async () => {
  const { ssm, hosts } = await open(3);
  ssm.throttle(2);
  await hosts.warn(LINUX);
  expect(ssm.commands()).toHaveLength(1);
  ssm.throttle(99);
  onTestFinished(() => ssm.throttle(0));
  await expect(hosts.warn(LINUX)).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(ssm.commands()).toHaveLength(1);
});

test('the managed ones of many ids are found in as few requests as SSM allows', async () => {
  const { ssm, hosts } = await open();
  const others = Array.from({ length: 60 }, (_, at) => `i-${String(at).padStart(17, '0')}`);
  expect(await hosts.list([...others, LINUX])).toEqual(new Set([LINUX]));
  // One for fifty ids; the page of the one that is found follows an empty one.
  expect(ssm.calls()).toEqual(Array.from({ length: 3 }, () => 'DescribeInstanceInformation'));
  expect(await hosts.list(others)).toEqual(new Set());
});
