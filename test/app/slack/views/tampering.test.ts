// The notice of changes of the deployment itself: who, what, when and from where, and nothing of it as markup.
import { expect, test } from 'vitest';
import type { TamperingNotice } from '../../../../app/session/stored-state.ts';
import { renderTampering } from '../../../../app/slack/views/tampering.ts';
import { findFault } from '../../../../local/slack/limits.ts';
import { MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA } from '../notice-states-fixture.ts';
import { draw } from '../views-fixture.ts';

const AT = '2026-11-24T08:05:00.000Z';
const NOTICE: TamperingNotice = {
  id: 'record-1',
  actor: {
    name: 'administrator',
    arn: 'arn:aws:iam::111122223333:user/administrator',
    sourceIp: '203.0.113.24',
    byCloudFormation: false,
  },
  calls: [{ recordId: 'record-1', at: AT, call: 'StopLogging', resource: 'bastion-ack-ap-northeast-1' }],
  more: 0,
};
const UPDATE: TamperingNotice = {
  ...NOTICE,
  actor: { name: 'cdk-exec', sourceIp: 'cloudformation.amazonaws.com', byCloudFormation: true },
  calls: [
    { recordId: 'record-1', at: AT, call: 'UpdateFunctionCode', resource: 'watchdog' },
    { recordId: 'record-2', at: AT, call: 'PutRolePolicy', resource: 'watchdog-role', errorCode: 'AccessDenied' },
  ],
  more: 2,
};
const APPROVERS = { ...MESSAGE_OPTIONS, approvers: { users: ['U0APPROVER1'] } };

test('a change by a person is loud: it names them and the call, and mentions the approvers', () => {
  const message = renderTampering(NOTICE, APPROVERS);
  expect(message.text).toBe('🚨 Somebody changes bastion-ack itself: administrator, StopLogging');
  expect(draw(message)).toEqual([
    '# 🚨 Somebody changes bastion-ack itself',
    'By *administrator*',
    '*StopLogging* bastion-ack-ap-northeast-1, 2026/11/24 17:05 JST',
    'If nobody planned this, find out now who it was, and undo it: sessions may go unnoticed.',
    'For: @U0APPROVER1',
    '· Source IP: 203.0.113.24',
    '· Identity: arn:aws:iam::111122223333:user/administrator',
  ]);
});

test('a stack update is one notice, marked as such with the role, and mentions nobody', () => {
  const message = renderTampering(UPDATE, APPROVERS);
  expect(draw(message)).toEqual([
    '# 🛠️ CloudFormation changes bastion-ack itself',
    'By CloudFormation, role *cdk-exec*',
    '*UpdateFunctionCode* watchdog, 2026/11/24 17:05 JST',
    '*PutRolePolicy* watchdog-role, 2026/11/24 17:05 JST – AWS refused it: AccessDenied',
    '… and 2 more: CloudTrail has them all.',
    'A stack update that somebody started. If nobody planned it, find out who did.',
  ]);
  expect(JSON.stringify(message)).not.toContain('U0APPROVER1');
});

test('the same in Japanese', () => {
  expect(draw(renderTampering(NOTICE, MESSAGE_OPTIONS_JA)).slice(0, 3)).toEqual([
    '# 🚨 bastion-ack 自体が変更されています',
    '操作した人: *administrator*',
    '*StopLogging* bastion-ack-ap-northeast-1、2026/11/24 17:05 JST',
  ]);
  expect(draw(renderTampering(UPDATE, MESSAGE_OPTIONS_JA)).slice(0, 2)).toEqual([
    '# 🛠️ CloudFormation が bastion-ack 自体を変更しています',
    'CloudFormation による変更、ロール *cdk-exec*',
  ]);
});

test.each(['"', '&', '👩‍👩‍👧‍👦', '踏', '<!channel>\n*x*'])(
  'thirty calls with the longest names of %s are within the limits of Slack',
  (piece) => {
    const long = [...piece.repeat(256)].slice(0, 256).join('');
    const calls = Array.from({ length: 30 }, (_, n) => ({
      recordId: `record-${n}`,
      at: AT,
      call: `${n}${long}`,
      resource: long,
      errorCode: long,
    }));
    const actor = { name: long, arn: long, sourceIp: long, byCloudFormation: false };
    for (const options of [APPROVERS, MESSAGE_OPTIONS_JA, { ...APPROVERS, times: 'reader', trial: true } as const]) {
      const message = renderTampering({ ...NOTICE, actor, calls, more: 1_000 }, options);
      expect(findFault({ ...message })).toBeUndefined();
      expect(message.text).not.toContain('<!channel>');
    }
  },
);
