// Which calls make one message: all of a stack update, and equal calls of one person within ten minutes.
import { expect, test } from 'vitest';
import { countCalls, type ObservedTampering, type TamperingNotice } from '../../../../app/session/stored-state.ts';
import { addTampering, isUndelivered } from '../../../../app/workflow/tampering/add-tampering.ts';

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

test('a message lists ten calls, and counts the others', () => {
  const [notice] = addAll(Array.from({ length: 40 }, (_, n) => aCall(n / 60)));
  expect([notice?.calls.length, notice?.more, notice && countCalls(notice)]).toEqual([10, 30, 40]);
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

const ROOT = { name: 'root', sourceIp: '198.51.100.9', byCloudFormation: false };
const show = (notice: TamperingNotice): TamperingNotice => ({
  ...notice,
  posted: { channel: 'C0BASTION01', ts: '1.0', at: notice.calls[0]?.at ?? '' },
  shown: countCalls(notice),
});

test('however many messages were told, the next call has its own: the oldest told one makes room', () => {
  const told = addAll(Array.from({ length: 20 }, (_, n) => aCall(0, { call: `Call${n}` }))).map(show);
  const left = addTampering(told, 'later', aCall(1, { actor: ROOT }), NOW);
  expect(left).toHaveLength(20);
  expect(callsOf(left)[0]).toEqual(['Call1']);
  expect(left.at(-1)).toMatchObject({ actor: ROOT, calls: [{ call: 'StopLogging' }], more: 0 });
});

test('twenty messages are kept while Slack is out, and the last one shows the latest call and counts the others', () => {
  const notices = addAll(Array.from({ length: 24 }, (_, n) => aCall(0, { call: `Call${n}` })));
  const full = addTampering(notices, 'of-root', aCall(1, { actor: ROOT }), NOW);
  expect(full).toHaveLength(20);
  expect(full.at(-1)).toMatchObject({ id: 'record-19', actor: ROOT, calls: [{ call: 'StopLogging' }], more: 5 });
  // Another delivery of a call that is only counted.
  for (const known of ['record-19', 'record-22', 'of-root'])
    expect(addTampering(full, known, aCall(1, { actor: ROOT }), NOW)).toBe(full);
});

test('a stack update does not take the place of a person’s call while Slack is out', () => {
  const notices = addAll(Array.from({ length: 21 }, (_, n) => aCall(0, { call: `Call${n}` })));
  const full = addTampering(notices, 'of-update', aCall(1, { actor: ROLE, call: 'UpdateAlias' }), NOW);
  expect(full.at(-1)).toMatchObject({ actor: PERSON, calls: [{ call: 'Call20' }], more: 2 });
  expect(addTampering(full, 'of-update', aCall(1, { actor: ROLE, call: 'UpdateAlias' }), NOW)).toBe(full);
});

test('a call that a message counts without listing it counts once', () => {
  const notices = addAll(Array.from({ length: 15 }, (_, n) => aCall(n / 60)));
  expect(addTampering(notices, 'record-12', aCall(0.2), NOW)).toBe(notices);
});

test('all that is stored stays under 64 KB, whatever the calls are called', () => {
  const wide = (bytes: number) => '字'.repeat(bytes / 3);
  let notices: readonly TamperingNotice[] = [];
  for (let n = 0; n < 1_000; n++) {
    const actor = {
      name: `${n % 25} ${wide(126)}`,
      arn: wide(255),
      sourceIp: wide(63),
      byCloudFormation: true,
    };
    const call = aCall(n / 100, {
      actor,
      call: 'UpdateFunctionConfiguration',
      resource: wide(126),
      errorCode: wide(63),
    });
    notices = addTampering(notices, `c0ffee00-0000-4000-a000-${String(n).padStart(12, '0')}`, call, NOW);
  }
  const lease = { owner: '00000000-0000-4000-8000-000000000001', until: NOW.toISOString(), takeovers: 10 };
  const stored = JSON.stringify(notices.map((notice) => ({ ...show(notice), lease })));
  expect(Buffer.byteLength(stored)).toBeLessThan(65_536);
  expect(Buffer.byteLength(stored)).toBeGreaterThan(40_000);
  expect(notices.reduce((sum, notice) => sum + countCalls(notice), 0)).toBe(1_000);
});
