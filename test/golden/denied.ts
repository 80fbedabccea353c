// Streams of denied attempts: with one, with many, and with more than are kept.
import type { DeniedFacts } from '../../app/session/event.ts';
import { after, type Happening, noticed, PARTICULARS, type Story, shownAt, startFacts, UNSHOWN } from './story.ts';

const RECORD_MINUTES = 5;

/** CloudTrail records the attempts `RECORD_MINUTES` after the start of the stream. */
function attempts(minutes: readonly number[], factsAt: (minute: number) => DeniedFacts): Happening[] {
  return minutes.map((minute, n) => [RECORD_MINUTES + n / 60, 'cloudtrail', { type: 'denied', ...factsAt(minute) }]);
}

function facts(attemptedAt: string, over: Partial<DeniedFacts> = {}): DeniedFacts {
  const { operator, target } = startFacts(attemptedAt);
  const { principal, accountId, region, sourceIp } = PARTICULARS;
  const errorMessage = 'User is not authorized to perform: ssm:StartSession';
  const [errorCode, place] = ['AccessDenied', { accountId, region, sourceIp }];
  return { attemptedAt, principal, operator, target, errorCode, errorMessage, ...place, ...over };
}

/** Only the required fields of a record. */
function sparse(attemptedAt: string): DeniedFacts {
  const principal = { type: 'WebIdentityUser', name: 'operator' };
  return { attemptedAt, principal, operator: { name: 'operator', verified: false }, errorCode: 'TargetNotConnected' };
}

/** The number of long attempts that are kept. These are short, which does not change the stored form. */
const KEPT = 20;

export const DENIED_STORIES: Readonly<Record<string, Story>> = {
  'one attempt without a notice': (at) => ({
    happenings: attempts([0], (minute) => facts(after(at, minute))),
    delivery: UNSHOWN,
  }),
  'one attempt that tells little': (at) => ({
    happenings: [...attempts([0], (minute) => sparse(after(at, minute))), noticed(6)],
    delivery: shownAt(after(at, 6)),
  }),
  'three attempts told out of order': (at) => ({
    happenings: [
      ...attempts([2, 0, 1], (minute) =>
        facts(after(at, minute), { target: { id: `i-0123456789abcdef${minute}`, name: `bastion-${minute + 1}` } }),
      ),
      noticed(6),
    ],
    delivery: shownAt(after(at, 6)),
  }),
  'more attempts than are kept': (at) => ({
    happenings: [
      ...attempts(
        [...Array(KEPT).keys()].map((n) => n / 10),
        (minute) => sparse(after(at, minute)),
      ),
      [RECORD_MINUTES + 1, 'cloudtrail', { type: 'deniedOverflow' }],
      noticed(7),
    ],
    delivery: shownAt(after(at, 7)),
  }),
};
