// The delivery state beside a chain: the version that Slack shows, the lease, and the delivered follow-ups.
import type { Delivery } from '../../app/session/stored-state.ts';
import { acknowledged, after, noticed, OPERATOR, type Story, shownAt, started, startFacts, UNSHOWN } from './story.ts';

const OWNER = '00000000-0000-4000-8000-000000000001';

const unnoticed =
  (delivery: (startsAt: string) => Delivery): Story =>
  (startsAt) => ({ happenings: [started(startFacts(startsAt))], delivery: delivery(startsAt) });

/** Events 3, 4 and 5: reminded, warned and escalated. */
const told =
  (announced: (startsAt: string) => Delivery['followUps']): Story =>
  (startsAt) => ({
    happenings: [
      started(startFacts(startsAt)),
      noticed(),
      [6, 'app', { type: 'reminded' }],
      [14, 'app', { type: 'warned', terminateAt: after(startsAt, 16) }],
      [15, 'app', { type: 'escalated' }],
    ],
    delivery: { ...shownAt(after(startsAt, 15)), followUps: announced(startsAt) },
  });

const delivered = (deliveredAt: string) => ({ attempts: 1, deliveredAt });

export const DELIVERY_STORIES: Readonly<Record<string, Story>> = {
  'never shown': unnoticed(() => UNSHOWN),
  'being shown': unnoticed((at) => ({ followUps: {}, lease: { owner: OWNER, until: after(at, 1.5), takeovers: 0 } })),
  'being shown by the third holder': unnoticed((at) => ({
    followUps: {},
    lease: { owner: OWNER, until: after(at, 4.5), takeovers: 2 },
  })),
  'waiting for its turn in the channel': unnoticed((at) => ({ followUps: {}, retryAt: after(at, 0.5) })),
  'refused three times': unnoticed((at) => ({ followUps: {}, retryAt: after(at, 8), refusals: 3 })),
  'told nobody': told(() => ({})),
  'told everybody': told((at) => ({
    '3:thread': delivered(after(at, 6)),
    '4:thread': delivered(after(at, 14)),
    '4:operator': { attempts: 2, deliveredAt: after(at, 14.1), to: OPERATOR },
    '4:host': delivered(after(at, 14)),
    '5:escalation': delivered(after(at, 15)),
  })),
  'told all but an operator who takes no messages': told((at) => ({
    '3:thread': delivered(after(at, 6)),
    '4:thread': delivered(after(at, 14)),
    '4:operator': { attempts: 1, refusedAt: after(at, 14.1), to: OPERATOR },
  })),
  'about to tell the operator': told((at) => ({
    '3:thread': delivered(after(at, 6)),
    '4:operator': { attempts: 1, to: OPERATOR },
  })),
  'told the operator twice without an answer': told((at) => ({
    '3:thread': delivered(after(at, 6)),
    '4:operator': { attempts: 2, givenUpAt: after(at, 15.5), to: OPERATOR },
  })),
  'put on the event bus': (at) => ({
    happenings: [started(startFacts(at)), noticed()],
    delivery: { ...shownAt(after(at, 1)), eventsPut: 2 },
  }),
  'missing in ssm': (at) => ({
    happenings: [started(startFacts(at)), noticed()],
    delivery: shownAt(after(at, 1)),
    missingSince: after(at, 30),
  }),
  'told the operator in one thread': (at) => ({
    happenings: [started(startFacts(at)), noticed(), acknowledged(3, { via: 'notice' })],
    delivery: {
      ...shownAt(after(at, 3)),
      followUps: {
        '2:operator': {
          ...delivered(after(at, 1)),
          to: OPERATOR,
          place: { channel: 'D0OPERATOR', ts: '1795507261.000100' },
        },
        '3:operator': {
          ...delivered(after(at, 3)),
          to: OPERATOR,
          place: { channel: 'D0OPERATOR', ts: '1795507262.000100' },
        },
      },
    },
  }),
};
