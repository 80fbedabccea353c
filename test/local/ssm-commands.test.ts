// Commands to the hosts in the SSM stand-in, sent by the real SDK client.
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

test('a command is taken as pending, and is listed with all that was sent and when', async () => {
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
      instanceIds: [LINUX, WINDOWS],
      parameters: Parameters,
      at: NOW,
    },
    expect.objectContaining({ instanceIds: [LINUX], parameters: {} }),
  ]);
  expect(ssm.calls()).toEqual(['SendCommand', 'SendCommand']);
});

test('each command is told, as each change of a session is, until nobody listens', async () => {
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
  ['what is no id of a node', { InstanceIds: ['bastion-linux'] }, 'ValidationException'],
  ['no node at all', { InstanceIds: [] }, 'ValidationException'],
  ['51 nodes', { InstanceIds: Array.from({ length: 51 }, () => LINUX) }, 'ValidationException'],
  ['a name that no document can have', { DocumentName: 'a b' }, 'ValidationException'],
])('%s is refused by its name, and nothing is sent', async (_, input, name) => {
  await expect(send(input)).rejects.toMatchObject({ name });
  expect(ssm.commands()).toEqual([]);
});

test('without documents of its own it knows none', async () => {
  ssm = await standIn();
  await expect(send()).rejects.toMatchObject({ name: 'InvalidDocument' });
});

test('commands are throttled and made to hang as every other operation is', async () => {
  ssm.throttle(1);
  await expect(send()).rejects.toMatchObject({ name: 'ThrottlingException' });
  ssm.hang('SendCommand', true);
  const input = new SendCommandCommand({ DocumentName, InstanceIds: [LINUX] });
  const given = clientOf(ssm).send(input, { abortSignal: AbortSignal.timeout(50) });
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  ssm.hang('SendCommand', false);
  expect(ssm.commands()).toEqual([]);
});
