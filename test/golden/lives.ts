// A session in each state of its life that a team can reach.
import type { StartFacts } from '../../app/session/event.ts';
import {
  APPROVER,
  acknowledged,
  after,
  ended,
  type Happening,
  noticed,
  OPERATOR,
  PARTICULARS,
  SECOND_APPROVER,
  type Story,
  shownAt,
  ssmFacts,
  started,
  startFacts,
  UNSHOWN,
} from './story.ts';

/** A name that the caller of the role chose, and an account without a name. */
const UNVERIFIED: Partial<StartFacts> = {
  principal: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/BastionOperator/operator',
    accountId: '111122223333',
    roleName: 'BastionOperator',
    roleArn: 'arn:aws:iam::111122223333:role/BastionOperator',
    name: 'operator',
  },
  operator: { name: 'operator', verified: false },
};
const BY_ANOTHER_CASE: Partial<StartFacts> = {
  operator: { name: 'Operator', verified: true, slackUser: OPERATOR, foundBy: 'settings-caseless' },
};
const BY_EMAIL: Partial<StartFacts> = {
  operator: { name: 'operator@example.com', verified: false, slackUser: OPERATOR, foundBy: 'email' },
};

const reminded: Happening = [6, 'app', { type: 'reminded' }];
const warned = (startsAt: string, minute = 14): Happening => [
  minute,
  'app',
  { type: 'warned', terminateAt: after(startsAt, minute + 2) },
];
const requested = (minute: number, by = APPROVER): Happening => [minute, by, { type: 'terminationRequested' }];
const failed = (minute: number): Happening => [minute, 'app', { type: 'terminationFailed', tries: 6 }];
const aliveAgain = (minute: number): Happening => [minute, 'ssm', { type: 'seenAlive' }];
const lapsed = (minute: number): Happening => [minute, 'app', { type: 'lapsed' }];
const called = (startsAt: string, minute: number, calledAt: number): Happening => [
  minute,
  'cloudtrail',
  { type: 'enriched', terminateCall: { by: 'operator-2', at: after(startsAt, calledAt) } },
];
const BY_CUT = { how: { cause: 'terminated' } } as const;
const UNKNOWN = { status: 'Unknown', how: { cause: 'unknown' } } as const;
const PATIENT_MINUTES = 24 * 60;

/** The events after the start and the notice. */
const lived =
  (happenings: (startsAt: string) => readonly Happening[], facts: Partial<StartFacts> = {}): Story =>
  (startsAt) => ({
    happenings: [started(startFacts(startsAt, facts)), noticed(), ...happenings(startsAt)],
    delivery: shownAt(after(startsAt, 2)),
  });
/** All events. */
const told =
  (happenings: (startsAt: string) => readonly Happening[]): Story =>
  (startsAt) => ({ happenings: happenings(startsAt), delivery: UNSHOWN });

export const LIFE_STORIES: Readonly<Record<string, Story>> = {
  'started only': told((at) => [started(startFacts(at))]),
  noticed: lived(() => []),
  reminded: lived(() => [reminded]),
  warned: lived((at) => [reminded, warned(at)]),
  'postponed and warned again': lived((at) => [
    reminded,
    warned(at),
    [16, 'app', { type: 'postponed', until: after(at, 31) }],
    warned(at, 29),
  ]),
  'postponed because clicks could not arrive': lived((at) => [
    reminded,
    warned(at),
    [16, 'app', { type: 'postponed', until: after(at, 31), cause: 'endpoint-silent' }],
  ]),
  escalated: lived(() => [reminded, [16, 'app', { type: 'escalated' }]]),
  'acknowledged with four eyes': lived(() => [acknowledged(3)]),
  'acknowledged with four eyes unverified': lived(() => [acknowledged(3, { fourEyes: 'unverified' })], UNVERIFIED),
  'acknowledged and known by a name in another case': lived(
    () => [acknowledged(3, { fourEyes: 'unverified' })],
    BY_ANOTHER_CASE,
  ),
  'acknowledged and known by an address': lived(() => [acknowledged(3, { fourEyes: 'unverified' })], BY_EMAIL),
  'acknowledged after a termination was requested': lived(() => [
    requested(3, SECOND_APPROVER),
    acknowledged(4, { afterTermination: true }),
  ]),
  'acknowledged after its end': lived((at) => [ended(at, 3), acknowledged(40)]),
  'termination requested by an approver': lived(() => [requested(3)]),
  'termination requested by the operator': lived(() => [requested(3, OPERATOR)]),
  'termination requested at the deadline': lived((at) => [
    reminded,
    warned(at),
    [16, 'app', { type: 'terminationRequested', trigger: 'deadline' }],
  ]),
  'termination requested without a notice': told((at) => [
    started(startFacts(at)),
    [10, 'app', { type: 'terminationRequested', trigger: 'no-notice' }],
  ]),
  'termination failed': lived(() => [requested(3), failed(5)]),
  'termination failed and requested again': lived(() => [requested(3), failed(5), requested(6, SECOND_APPROVER)]),
  'terminated by an approver': lived((at) => [requested(3), ended(at, 4, BY_CUT)]),
  'terminated at the deadline and acknowledged late': lived((at) => [
    reminded,
    warned(at),
    [16, 'app', { type: 'terminationRequested', trigger: 'deadline' }],
    ended(at, 17, BY_CUT),
    acknowledged(20, { afterTermination: true }),
  ]),
  'ended by itself': lived((at) => [acknowledged(3), ended(at, 50)]),
  'ended at its longest duration': lived((at) => [
    acknowledged(3),
    ended(at, 60, { how: { cause: 'maximum-duration', inferred: true } }),
  ]),
  'ended by a call that is known': lived((at) => [
    acknowledged(3),
    called(at, 9, 8),
    ended(at, 10, { how: { cause: 'terminate-call', by: 'operator-2' } }),
  ]),
  'ended by a call that was told later': lived((at) => [acknowledged(3), ended(at, 10), called(at, 15, 9)]),
  'called to end and still live': lived((at) => [acknowledged(3), called(at, 9, 8)]),
  'ended and failed': lived((at) => [ended(at, 3, { status: 'Failed' })]),
  'ended unknown to ssm': lived((at) => [acknowledged(3), ended(at, 30, UNKNOWN)]),
  'ended unknown and told by history later': lived((at) => [
    acknowledged(3),
    ended(at, 30, UNKNOWN),
    ended(at, 45, { endedAt: after(at, 29) }),
  ]),
  'seen alive again': lived((at) => [acknowledged(3), ended(at, 30, UNKNOWN), aliveAgain(35)]),
  'seen alive again and ended': lived((at) => [acknowledged(3), ended(at, 30, UNKNOWN), aliveAgain(35), ended(at, 50)]),
  lapsed: lived((at) => [reminded, ended(at, 9), lapsed(9 + PATIENT_MINUTES)]),
  'lapsed and seen alive again': lived((at) => [
    ended(at, 9, UNKNOWN),
    lapsed(9 + PATIENT_MINUTES),
    aliveAgain(10 + PATIENT_MINUTES),
  ]),
  'seen by ssm first': told((at) => [started(ssmFacts(at)), noticed()]),
  'seen by ssm first with a reason': told((at) => [
    started(ssmFacts(at, { document: 'AWS-StartSSHSession', kind: { type: 'ssh' }, reason: 'Deploy' })),
    noticed(),
  ]),
  'seen by ssm first and told by cloudtrail': told((at) => [
    started(ssmFacts(at, { operator: { name: 'operator', verified: false } })),
    noticed(),
    acknowledged(2, { fourEyes: 'unverified' }),
    [5, 'cloudtrail', { type: 'enriched', ...whole(at), reportedStart: after(at, -0.01) }],
  ]),
  'seen by ssm first and told of its place alone': told((at) => [
    started(ssmFacts(at)),
    noticed(),
    [5, 'cloudtrail', { type: 'enriched', accountId: '111122223333', region: 'ap-northeast-1', mfa: false }],
  ]),
  'told with everything': (at) => ({
    happenings: [started(startFacts(at, whole(at))), noticed(), acknowledged(3), ended(at, 50)],
    delivery: shownAt(after(at, 2)),
  }),
  'with words that files and screens could misread': lived((at) => [acknowledged(3), ended(at, 50)], {
    reason: '=1+1, "障害対応" 👩‍👩‍👧‍👦 <!channel> \\ \u2028\r\n次の行',
    target: { id: 'mi-0123456789abcdef0', name: '踏み台, 1号' },
    sourceIp: '2001:db8::7',
    userAgent: "aws-cli/2.31.0 'quoted'\ttab",
  }),
};

/** All fields that only CloudTrail has of a start. */
function whole(at: string) {
  return {
    ...PARTICULARS,
    operator: startFacts(at).operator,
    kind: { type: 'database', engine: 'PostgreSQL', host: 'db.internal.example.com', port: 5432 },
    document: 'AWS-StartPortForwardingSessionToRemoteHost',
    parameters: { host: ['db.internal.example.com'], portNumber: ['5432'] },
    parametersHash: 'b'.repeat(64),
    userAgent: 'aws-cli/2.31.0',
    mfa: true,
  } as const;
}
