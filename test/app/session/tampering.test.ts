// Which calls make one message: all of a stack update, and equal calls of one person within ten minutes.
import { expect, test } from 'vitest';
import {
  addTampering,
  countCalls,
  isUndelivered,
  type ObservedTampering,
  type TamperingNotice,
} from '../../../app/session/tampering.ts';

const AT = Date.parse('2026-11-24T01:00:00.000Z');
const NOW = new Date(AT + 60_000);
const PERSON = { name: 'administrator', sourceIp: '203.0.113.24', byCloudFormation: false };
const ROLE = { name: 'cdk-exec', sourceIp: 'cloudformation.amazonaws.com', byCloudFormation: true };

const aCall = (minutes: number, over: Partial<ObservedTampering> = {}): ObservedTampering => ({
  at: new Date(AT + minutes * 60_000).toISOString(),
  call: 'StopLogging',
  resource: 'bastion-ack',
  actor: PERSON,
  ...over,
});
/** Each call under an id of its own. */
const addAll = (calls: readonly ObservedTampering[], now = NOW): readonly TamperingNotice[] =>
  calls.reduce<readonly TamperingNotice[]>((all, call, n) => addTampering(all, `record-${n}`, call, now), []);
const callsOf = (notices: readonly TamperingNotice[]) => notices.map(({ calls }) => calls.map(({ call }) => call));

test('a record that came before changes nothing, in whatever message it is', () => {
  const notices = addAll([aCall(0), aCall(0, { call: 'DeleteTrail' })]);
  expect(addTampering(notices, 'record-0', aCall(0), NOW)).toBe(notices);
  expect(addTampering(notices, 'record-1', aCall(0, { call: 'DeleteTrail' }), NOW)).toBe(notices);
});

test('each call of a person is a message of its own, and an equal one within ten minutes joins it', () => {
  const calls = [aCall(0), aCall(9), aCall(3, { call: 'DeleteTrail' }), aCall(11)];
  expect(callsOf(addAll(calls))).toEqual([['StopLogging', 'StopLogging'], ['DeleteTrail'], ['StopLogging']]);
});

test('the same call from another address, or of another person, is another message', () => {
  const elsewhere = { ...PERSON, sourceIp: '198.51.100.7' };
  const other = { ...PERSON, name: 'somebody' };
  expect(addAll([aCall(0), aCall(1, { actor: elsewhere }), aCall(1, { actor: other })])).toHaveLength(3);
});

test('all calls of one stack update are one message, however long it takes and in whatever order they come', () => {
  const calls = [20, 8, 0, 33, 14].map((minutes) => aCall(minutes, { actor: ROLE, call: `Call${minutes}` }));
  expect(callsOf(addAll(calls.slice(0, 2)))).toEqual([['Call20', 'Call8']]);
  expect(callsOf(addAll(calls))).toEqual([['Call20', 'Call8', 'Call0', 'Call33', 'Call14']]);
  expect(addAll([aCall(0, { actor: ROLE }), aCall(16, { actor: ROLE })])).toHaveLength(2);
  expect(addAll([aCall(0, { actor: ROLE }), aCall(1, { actor: { ...ROLE, name: 'other' } })])).toHaveLength(2);
});

test('a call of a person is never counted among those of a stack update', () => {
  const disguised = { ...PERSON, name: ROLE.name, sourceIp: ROLE.sourceIp };
  expect(addAll([aCall(0, { actor: ROLE }), aCall(0, { actor: disguised })])).toHaveLength(2);
});

test('a message lists thirty calls, and counts the others', () => {
  const [notice] = addAll(Array.from({ length: 40 }, (_, n) => aCall(n / 60)));
  expect([notice?.calls.length, notice?.more, notice && countCalls(notice)]).toEqual([30, 10, 40]);
});

test('a message is told once Slack shows as many calls as there are', () => {
  const [notice] = addAll([aCall(0)]);
  if (notice === undefined) throw new Error('there is no message');
  const posted = { channel: 'C0BASTION01', ts: '1.0', at: notice.calls[0]?.at ?? '' };
  expect(isUndelivered(notice)).toBe(true);
  expect(isUndelivered({ ...notice, posted, shown: 1 })).toBe(false);
  expect(isUndelivered({ ...notice, posted, shown: 1, more: 1 })).toBe(true);
});

test('a told message is forgotten after six hours; one that is not told never is', () => {
  const [told, untold] = addAll([aCall(0), aCall(0, { call: 'DeleteTrail' })]);
  if (told === undefined || untold === undefined) throw new Error('there are no messages');
  const shown = { ...told, posted: { channel: 'C0BASTION01', ts: '1.0', at: told.calls[0]?.at ?? '' }, shown: 1 };
  const later = aCall(7 * 60, { call: 'DeleteRule' });
  const left = addTampering([shown, untold], 'later', later, new Date(AT + 7 * 60 * 60_000));
  expect(callsOf(left)).toEqual([['DeleteTrail'], ['DeleteRule']]);
});

test('twenty messages are kept while Slack is out, and further calls count in the latest', () => {
  const notices = addAll(Array.from({ length: 25 }, (_, n) => aCall(0, { call: `Call${n}` })));
  expect(notices).toHaveLength(20);
  expect(notices.at(-1)).toMatchObject({ calls: [{ call: 'Call19' }], more: 5 });
});
