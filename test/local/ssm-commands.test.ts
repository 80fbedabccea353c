// Commands to hosts, sent by the real SDK client to the SSM stand-in.
import { SendCommandCommand, type SendCommandCommandInput } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import type { SsmStandIn } from '../../local/aws/ssm.ts';
import { clientOf, LINUX, operatorAt, standIn, WINDOWS } from './ssm-fixture.ts';

const NOW = new Date('2026-11-24T01:00:00.250Z');
const DocumentName = 'bastion-ack-warning';

let ssm: SsmStandIn;
beforeEach(async () => {
  ssm = await standIn({ now: () => NOW, commandDocuments: [DocumentName] });
});

const send = (input: Partial<SendCommandCommandInput> = {}) =>
  clientOf(ssm).send(new SendCommandCommand({ DocumentName, InstanceIds: [LINUX], ...input }));

test('SendCommand answers Pending, and the stand-in lists the command with its time and parameters', async () => {
  const Parameters = { text: ['Nobody has acknowledged <this> session.'] };
  const { Command } = await send({ InstanceIds: [LINUX, WINDOWS], Parameters });
  expect(Command).toEqual({
    CommandId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    DocumentName,
    InstanceIds: [LINUX, WINDOWS],
    Parameters,
    Status: 'Pending',
    RequestedDateTime: NOW,
  });
  await send();
  expect(ssm.commands()).toEqual([
    {
      commandId: Command?.CommandId,
      documentName: DocumentName,
      documentVersion: '$DEFAULT',
      instanceIds: [LINUX, WINDOWS],
      parameters: Parameters,
      at: NOW,
    },
    expect.objectContaining({ instanceIds: [LINUX], parameters: {} }),
  ]);
  expect(ssm.calls()).toEqual(['SendCommand', 'SendCommand']);
});

test('a listener hears of each command and each change of a session until it stops listening', async () => {
  const seen: number[] = [];
  const stop = ssm.onChange(() => seen.push(ssm.commands().length));
  await send();
  operatorAt(ssm);
  expect(seen).toEqual([1, 1]);
  stop();
  await send();
  operatorAt(ssm);
  expect(seen).toEqual([1, 1]);
});

test.each<[string, Partial<SendCommandCommandInput>, string]>([
  ['a document that is not there', { DocumentName: 'AWS-RunShellScript' }, 'InvalidDocument'],
  ['a node that is not connected', { InstanceIds: [LINUX, 'i-0aaaaaaaaaaaaaaaa'] }, 'InvalidInstanceId'],
  ['a name instead of the id of a node', { InstanceIds: ['bastion-linux'] }, 'ValidationException'],
  ['an empty list of nodes', { InstanceIds: [] }, 'ValidationException'],
  ['51 nodes', { InstanceIds: Array.from({ length: 51 }, () => LINUX) }, 'ValidationException'],
  ['a version that no document can have', { DocumentVersion: 'newest' }, 'ValidationException'],
  ['a name that no document can have', { DocumentName: 'a b' }, 'ValidationException'],
])('SendCommand refuses %s with the name of AWS’s error, and sends nothing', async (_, input, name) => {
  await expect(send(input)).rejects.toMatchObject({ name });
  expect(ssm.commands()).toEqual([]);
});

test('SendCommand knows no document if the stand-in has none', async () => {
  ssm = await standIn();
  await expect(send()).rejects.toMatchObject({ name: 'InvalidDocument' });
});

test('SendCommand can be throttled and can hang like every other operation', async () => {
  ssm.throttle(1);
  await expect(send()).rejects.toMatchObject({ name: 'ThrottlingException' });
  ssm.hang('SendCommand', true);
  const input = new SendCommandCommand({ DocumentName, InstanceIds: [LINUX] });
  const given = clientOf(ssm).send(input, { abortSignal: AbortSignal.timeout(50) });
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  ssm.hang('SendCommand', false);
  expect(ssm.commands()).toEqual([]);
});
