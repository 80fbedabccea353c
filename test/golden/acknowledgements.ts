// How acknowledgements are given, kept, taken over and ended, and the words that people add.
import { type EventData, VIAS } from '../../app/session/event.ts';
import {
  APPROVER,
  acknowledged,
  after,
  ended,
  type Happening,
  noticed,
  reasoned,
  SECOND_APPROVER,
  type Story,
  shownAt,
  started,
  startFacts,
  withdrawn,
} from './story.ts';

const HOUR = 60;
const NOTE = 'Agreed in the stand-up';
/** A spreadsheet, a terminal or a page could misread each of these. */
const SLY_NOTE = '=HYPERLINK("https://example.com"), <!channel> \u202e確認\u2028\r\n@here';

type Given<T extends EventData['type']> = Partial<Extract<EventData, { type: T }>>;

function vouched(minute: number, over: Given<'vouched'> = {}): Happening {
  return [minute, SECOND_APPROVER, { type: 'vouched', via: 'notice', ...over }];
}
function reconfirmed(minute: number, by: string, over: Given<'reconfirmed'> = {}): Happening {
  return [minute, by, { type: 'reconfirmed', via: 'follow-up', fourEyes: 'verified', ...over }];
}
const given = (over: Given<'acknowledged'> = {}) => acknowledged(3, { via: 'notice', ...over });
const asked = (hour: number): Happening => [hour * HOUR, 'app', { type: 'reconfirmationAsked' }];
const expired = (minute: number): Happening => [minute, 'app', { type: 'acknowledgementExpired' }];
const reminded = (minute: number): Happening => [minute, 'app', { type: 'reminded' }];
const bySecond = ([minute, , data]: Happening): Happening => [minute, SECOND_APPROVER, data];

/** The events after the start and the notice. */
const lived =
  (happenings: (startsAt: string) => readonly Happening[], operator = startFacts('').operator): Story =>
  (startsAt) => ({
    happenings: [started(startFacts(startsAt, { operator })), noticed(), ...happenings(startsAt)],
    delivery: shownAt(after(startsAt, 2)),
  });
/** An operator whose Slack account nobody knows, so that two approvers have to press. */
const byTwo = (happenings: (startsAt: string) => readonly Happening[]): Story =>
  lived(happenings, { name: 'operator', verified: false });

const BY_EACH_WAY: Readonly<Record<string, Story>> = Object.fromEntries(
  VIAS.map((via): [string, Story] => [`acknowledged by way of ${via}`, lived((at) => [given({ via }), ended(at, 50)])]),
);

export const ACKNOWLEDGEMENT_STORIES: Readonly<Record<string, Story>> = {
  ...BY_EACH_WAY,
  'acknowledged with a note': lived((at) => [given({ note: NOTE }), ended(at, 50)]),
  'acknowledged with a note that files and screens could misread': lived((at) => [
    given({ note: SLY_NOTE }),
    reasoned(4, { reason: SLY_NOTE, ticket: '=1+1' }),
    ended(at, 50),
  ]),
  'vouched for': byTwo(() => [vouched(3)]),
  'vouched for with a note': byTwo(() => [vouched(3, { note: NOTE })]),
  'vouched for and withdrawn': byTwo(() => [vouched(3), bySecond(withdrawn(4))]),
  'acknowledged by two': byTwo((at) => [
    vouched(3, { note: NOTE }),
    acknowledged(4, { via: 'private-card', vouchedBy: SECOND_APPROVER }),
    ended(at, 50),
  ]),
  'acknowledged by two and taken over': byTwo(() => [
    vouched(3),
    acknowledged(4, { via: 'notice', vouchedBy: SECOND_APPROVER }),
    asked(8),
    reconfirmed(8 * HOUR + 5, SECOND_APPROVER, { takenOverFrom: APPROVER }),
  ]),
  'withdrawn by its giver': lived(() => [given(), withdrawn(5)]),
  'withdrawn by another approver with a note': lived(() => [
    given(),
    bySecond(withdrawn(5, { via: 'digest', note: 'They are on leave' })),
  ]),
  'withdrawn and acknowledged again': lived(() => [
    given(),
    withdrawn(5),
    bySecond(acknowledged(7, { via: 'private-card', note: NOTE })),
  ]),
  'withdrawn twice': lived(() => [
    given(),
    withdrawn(5),
    acknowledged(7, { via: 'home' }),
    bySecond(withdrawn(9, { note: NOTE })),
  ]),
  'withdrawn and terminated at the deadline': lived((at) => [
    reminded(6),
    acknowledged(7, { via: 'notice' }),
    withdrawn(8),
    reminded(13),
    [21, 'app', { type: 'warned', terminateAt: after(at, 23) }],
    [23, 'app', { type: 'terminationRequested', trigger: 'deadline' }],
    ended(at, 24, { how: { cause: 'terminated' } }),
  ]),
  'withdrawn and ended unacknowledged': lived((at) => [given(), withdrawn(5), ended(at, 6)]),
  'reason given': lived(() => [reasoned(2)]),
  'reason given with a ticket': lived((at) => [reasoned(2, { ticket: 'OPS-17' }), given(), ended(at, 50)]),
  'reason given after its end': lived((at) => [given(), ended(at, 50), reasoned(55)]),
  'asked to reconfirm': lived(() => [given(), asked(8)]),
  'reconfirmed by its giver': lived(() => [given({ note: NOTE }), asked(8), reconfirmed(8 * HOUR + 5, APPROVER)]),
  'taken over': lived(() => [
    given(),
    asked(8),
    reconfirmed(8 * HOUR + 5, SECOND_APPROVER, { takenOverFrom: APPROVER }),
  ]),
  'taken over without verified four eyes': byTwo(() => [
    given({ fourEyes: 'unverified' }),
    asked(8),
    reconfirmed(8 * HOUR + 5, SECOND_APPROVER, { fourEyes: 'unverified', takenOverFrom: APPROVER }),
  ]),
  'taken over and withdrawn': lived(() => [
    given(),
    asked(8),
    reconfirmed(8 * HOUR + 5, SECOND_APPROVER, { takenOverFrom: APPROVER }),
    bySecond(withdrawn(9 * HOUR, { via: 'follow-up' })),
  ]),
  expired: lived(() => [given(), asked(8), expired(8 * HOUR + 15)]),
  'expired and reminded': lived(() => [given(), asked(8), expired(8 * HOUR + 15), reminded(8 * HOUR + 20)]),
  'expired and acknowledged in the thread': lived(() => [
    given(),
    asked(8),
    expired(8 * HOUR + 15),
    bySecond(acknowledged(8 * HOUR + 18, { via: 'follow-up' })),
  ]),
  'termination requested with a reason': lived(() => [
    [3, APPROVER, { type: 'terminationRequested', via: 'notice', note: 'Wrong server' }],
  ]),
  'termination requested in the thread': lived((at) => [
    given(),
    asked(8),
    [8 * HOUR + 5, SECOND_APPROVER, { type: 'terminationRequested', via: 'follow-up' }],
    ended(at, 8 * HOUR + 6, { how: { cause: 'terminated' } }),
  ]),
};
