// The control items, each with all its fields and with as few as possible. The compiler reports a missing one.
import type { ControlKey, Controls } from '../../app/session/stored-state.ts';

/** Makes every member required. */
type Whole<T> = T extends readonly (infer M)[]
  ? readonly Whole<M>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> }
    : T;

const OWNER = '00000000-0000-4000-8000-000000000001';
const AT = '2026-11-24T08:00:00.000Z';

export const FULL: { readonly [K in ControlKey]: Whole<Controls[K]> } = {
  '#slack': { notBefore: AT, retryAt: AT, lease: { owner: OWNER, until: '2026-11-24T08:01:30.000Z' } },
  '#watermark': {
    first: '2026-11-01T00:00:00.000Z',
    at: AT,
    unfinished: { from: '2026-11-24T06:00:00.000Z', to: AT, token: 'a page of the log group' },
  },
  '#approvers': { group: 'S0APPROVERS', members: ['U0APPROVER', 'U0SECOND'], at: AT },
  '#lastPoll': { at: AT },
  '#endpoint': { silentPasses: 2, at: AT },
  '#report': { month: '2026-10' },
  '#slackSeen': { at: AT },
  '#heartbeat': {
    day: '2026-11-24',
    lease: { owner: OWNER, until: '2026-11-24T08:01:30.000Z', takeovers: 1 },
    done: true,
  },
  '#digest': {
    date: '2026-11-24',
    sessionIds: ['operator-lapsed', 'operator-ended-and-failed'],
    from: 20,
    posted: { channel: 'C0BASTION', ts: '1795507260.000100', at: AT },
    shownHash: '5'.repeat(64),
    lease: { owner: OWNER, until: '2026-11-24T08:01:30.000Z', takeovers: 1 },
    done: true,
  },
  '#tampering': {
    notices: [
      {
        id: 'c0ffee00-0000-4000-a000-000000000001',
        actor: {
          name: 'administrator',
          arn: 'arn:aws:iam::111122223333:user/administrator',
          sourceIp: '203.0.113.7',
          byCloudFormation: false,
        },
        calls: [
          {
            recordId: 'c0ffee00-0000-4000-a000-000000000001',
            at: AT,
            call: 'StopLogging',
            resource: 'bastion-ack',
            errorCode: 'AccessDenied',
          },
        ],
        more: 1,
        others: ['0000000000b2'],
        posted: { channel: 'C0BASTION', ts: '1795507260.000200', at: AT },
        shown: 1,
        lease: { owner: OWNER, until: '2026-11-24T08:01:30.000Z', takeovers: 1 },
      },
    ],
  },
};

export const BARE: { readonly [K in ControlKey]: Controls[K] } = {
  '#slack': {},
  '#watermark': { first: AT, at: AT },
  '#approvers': { group: 'S0APPROVERS', members: [], at: AT },
  '#lastPoll': { at: AT },
  '#endpoint': { silentPasses: 2, at: AT },
  '#report': { month: '2026-10' },
  '#slackSeen': { at: AT },
  '#heartbeat': { day: '2026-11-24' },
  '#digest': { date: '2026-11-24', sessionIds: [] },
  '#tampering': { notices: [] },
};

export const CONTROL_KEYS = Object.keys(FULL).filter((key): key is ControlKey => Object.hasOwn(FULL, key));
