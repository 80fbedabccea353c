// The life of a session in the SSM stand-in, seen by the real SDK client.
import { ResumeSessionCommand, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import { createIamUser, createIdentityCenterUser } from '../../local/aws/principals.ts';
import type { SsmStandIn } from '../../local/aws/ssm.ts';
import { clientOf, describe, idsOf, LINUX, operatorAt, standIn, WINDOWS } from './ssm-fixture.ts';

const NOW = new Date('2026-11-24T01:00:00.250Z');

let now: Date;
let ssm: SsmStandIn;
beforeEach(async () => {
  now = NOW;
  ssm = await standIn({ now: () => now });
});

test('a started session is active, and has exactly the fields of the API', async () => {
  const { arn, name } = createIdentityCenterUser();
  const { SessionId } = ssm.start({
    ownerArn: arn,
    ownerName: name,
    target: LINUX,
    documentName: 'AWS-StartSSHSession',
    parameters: { portNumber: ['22'] },
    reason: 'release',
    maxSessionDuration: '60',
  });
  expect(SessionId).toMatch(/^operator@example\.com-[a-z2-7]{26}$/);
  expect((await describe(ssm, { State: 'Active' })).Sessions).toEqual([
    {
      SessionId,
      Target: LINUX,
      Status: 'Connected',
      StartDate: NOW,
      Owner: arn,
      DocumentName: 'AWS-StartSSHSession',
      Reason: 'release',
      AccessType: 'Standard',
      MaxSessionDuration: '60',
    },
  ]);
  expect(await idsOf(ssm, { State: 'History' })).toEqual([]);
});

test.each(['constructor', 'prototype', '__proto__'])('a parameter of a session may be called %s', async (name) => {
  const parameters = `{"${name}":["secret"],"x":["1"]}`;
  const answer = await fetch(ssm.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSSM.StartSession', 'content-type': 'application/x-amz-json-1.1' },
    body: `{"Target":"${LINUX}","DocumentName":"AWS-StartInteractiveCommand","Parameters":${parameters}}`,
  });
  expect(answer.status).toBe(200);
  expect(JSON.stringify(ssm.sessions().map((session) => session.parameters))).toBe(`[${parameters}]`);
});

test('a shell without a document is listed with the account’s shell document', async () => {
  operatorAt(ssm);
  expect((await describe(ssm, { State: 'Active' })).Sessions?.[0]?.DocumentName).toBe('SSM-SessionManagerRunShell');
});

test('a terminated session is active while it is Terminating, and then in the history with its end', async () => {
  // Long enough to see the intermediate state on any machine.
  ssm = await standIn({ now: () => now, settleMillis: 1_500 });
  const SessionId = operatorAt(ssm);
  expect((await clientOf(ssm).send(new TerminateSessionCommand({ SessionId }))).SessionId).toBe(SessionId);
  expect((await describe(ssm, { State: 'Active' })).Sessions?.[0]).toMatchObject({ Status: 'Terminating' });
  expect((await describe(ssm, { State: 'Active' })).Sessions?.[0]?.EndDate).toBeUndefined();
  now = new Date('2026-11-24T01:05:00Z');
  await expect.poll(() => idsOf(ssm, { State: 'History' }), { interval: 50 }).toEqual([SessionId]);
  expect(await idsOf(ssm, { State: 'Active' })).toEqual([]);
  const [session] = (await describe(ssm, { State: 'History' })).Sessions ?? [];
  expect(session).toMatchObject({ Status: 'Terminated', StartDate: NOW, EndDate: now });
});

test('TerminateSession succeeds for an unknown session and for an ended one', async () => {
  const SessionId = operatorAt(ssm);
  ssm.end(SessionId);
  const before = ssm.sessions();
  for (const id of ['nobody-aaaaaaaaaaaaaaaaaaaaaaaaaa', SessionId]) {
    expect((await clientOf(ssm).send(new TerminateSessionCommand({ SessionId: id }))).SessionId).toBe(id);
  }
  expect(ssm.sessions()).toEqual(before);
});

test('an ended or failed session is in the history, and a disconnected one stays active', async () => {
  const [left, failed, lost] = [operatorAt(ssm), operatorAt(ssm), operatorAt(ssm)];
  ssm.end(left);
  ssm.fail(failed);
  ssm.disconnect(lost);
  const statuses = async (State: 'Active' | 'History') =>
    new Map((await describe(ssm, { State })).Sessions?.map(({ SessionId, Status }) => [SessionId, Status]));
  expect(await statuses('Active')).toEqual(new Map([[lost, 'Disconnected']]));
  expect(await statuses('History')).toEqual(
    new Map([
      [left, 'Terminated'],
      [failed, 'Failed'],
    ]),
  );
  expect(ssm.calls()).toEqual(['DescribeSessions', 'DescribeSessions']);
});

test.each<[string, object, string]>([
  ['no State', {}, "Value null at 'state' failed to satisfy constraint: Member must not be null"],
  ['an unknown State', { State: 'Past' }, "Value 'Past' at 'state' failed to satisfy constraint: Member must satisfy"],
  ['too many results', { State: 'Active', MaxResults: 201 }, "Value '201' at 'maxResults'"],
  ['no results', { State: 'Active', MaxResults: 0 }, "Value '0' at 'maxResults'"],
  ['an unknown filter', { State: 'Active', Filters: [{ key: 'Name', value: 'x' }] }, "'filters.1.member.key'"],
  ['a capital filter', { State: 'Active', Filters: [{ Key: 'Target', Value: 'x' }] }, '2 validation errors detected'],
  [
    'a time without its zone',
    { State: 'Active', Filters: [{ key: 'InvokedAfter', value: '2026-11-24T02:00:00' }] },
    "'filters.1.member.value'",
  ],
  ['no time', { State: 'Active', Filters: [{ key: 'InvokedAfter', value: 'x' }] }, "'filters.1.member.value'"],
  ['an unknown status', { State: 'Active', Filters: [{ key: 'Status', value: 'Up' }] }, "'filters.1.member.value'"],
  ['no filters in a list', { State: 'Active', Filters: [] }, "at 'filters'"],
])('DescribeSessions with %s is refused in AWS’s words', async (_what, body, message) => {
  const answer = await fetch(ssm.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSSM.DescribeSessions', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ __type: 'ValidationException', message: expect.stringContaining(message) });
});

test('a body that is no JSON and an unknown operation are refused', async () => {
  const ask = (target: string, body: string) =>
    fetch(ssm.url, { method: 'POST', headers: { 'x-amz-target': target }, body }).then((answer) => answer.json());
  expect(await ask('AmazonSSM.DescribeSessions', '{')).toMatchObject({ __type: 'SerializationException' });
  expect(await ask('AmazonSSM.DescribeSessions', '{"State":7}')).toMatchObject({ __type: 'ValidationException' });
  expect(await ask('AmazonSSM.TerminateSession', '{"SessionId":7}')).toMatchObject({
    __type: 'SerializationException',
  });
  expect(await ask('AmazonSSM.PutParameter', '{}')).toMatchObject({ __type: 'UnknownOperationException' });
});

test('StartSession opens a session, and ResumeSession opens it again', async () => {
  const opened = await clientOf(ssm).send(
    new StartSessionCommand({ Target: WINDOWS, DocumentName: 'AWS-StartPortForwardingSession', Reason: 'desktop' }),
  );
  const SessionId = opened.SessionId ?? '';
  expect(SessionId).toMatch(/^operator-[a-z2-7]{26}$/);
  expect(opened.TokenValue).toBeTruthy();
  expect(opened.StreamUrl).toContain(`/v1/data-channel/${SessionId}?`);
  expect(ssm.sessions()).toMatchObject([{ SessionId, Target: WINDOWS, Reason: 'desktop', Owner: createIamUser().arn }]);
  ssm.disconnect(SessionId);
  expect((await clientOf(ssm).send(new ResumeSessionCommand({ SessionId }))).SessionId).toBe(SessionId);
  expect(ssm.sessions()[0]?.Status).toBe('Connected');
  ssm.end(SessionId);
  await expect(clientOf(ssm).send(new ResumeSessionCommand({ SessionId }))).rejects.toMatchObject({
    name: 'DoesNotExistException',
  });
});

test('StartSession refuses a node that is not connected and a document that does not exist', async () => {
  await expect(clientOf(ssm).send(new StartSessionCommand({ Target: 'i-00000000000000000' }))).rejects.toMatchObject({
    name: 'TargetNotConnected',
  });
  await expect(
    clientOf(ssm).send(new StartSessionCommand({ Target: LINUX, DocumentName: 'AWS-None' })),
  ).rejects.toMatchObject({ name: 'InvalidDocument' });
  expect(ssm.sessions()).toEqual([]);
});
