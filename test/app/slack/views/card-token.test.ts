// Which cards are taken for ours: of this person, this session, this hour, and this secret.
import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type CardTokens, createCardTokens } from '../../../../app/slack/views/card-token.ts';
import { APPROVER, SECOND_APPROVER } from '../notice-states-fixture.ts';
import { stoppedClock } from '../slack-fixture.ts';

const NOW = '2026-11-24T08:05:00.000Z';
/** True for a block id with a valid token. */
const opens =
  ({ noteIn }: Pick<CardTokens, 'noteIn'>) =>
  (id: string, userId: string, value: string) =>
    noteIn(id, userId, value) !== undefined;
const created = (secret: string | undefined = 'a secret', clock = stoppedClock(NOW)) => {
  const tokens = createCardTokens(secret, clock);
  return { clock, ...tokens, holds: opens(tokens) };
};

test('a card token holds for the person and the session that it was made for, and no other', () => {
  const { blockId, holds } = created();
  const id = blockId(APPROVER, 'session-1');
  expect(id).toMatch(/^card:1795511100:[0-9a-f]{64}$/);
  expect(holds(id, APPROVER, 'session-1')).toBe(true);
  expect(holds(id, SECOND_APPROVER, 'session-1')).toBe(false);
  expect(holds(id, APPROVER, 'session-2')).toBe(false);
  expect(blockId(APPROVER, 'session-2')).not.toBe(id);
});

test('a card token holds for an hour, and its end cannot be moved', () => {
  const { blockId, holds, clock } = created();
  const id = blockId(APPROVER, 'session-1');
  clock.pass(3_599_999);
  expect(holds(id, APPROVER, 'session-1')).toBe(true);
  clock.pass(1);
  expect(holds(id, APPROVER, 'session-1')).toBe(false);
  expect(holds(id.replace('1795511100', '1795514700'), APPROVER, 'session-1')).toBe(false);
});

test('a card token holds for any process that has the secret, and not with another secret', () => {
  const id = created().blockId(APPROVER, 'session-1');
  expect(created().holds(id, APPROVER, 'session-1')).toBe(true);
  expect(created('another secret').holds(id, APPROVER, 'session-1')).toBe(false);
});

test('each process without a secret makes up its own', () => {
  const [one, other] = [createCardTokens(undefined, stoppedClock(NOW)), createCardTokens(undefined, stoppedClock(NOW))];
  const id = one.blockId(APPROVER, 'session-1');
  expect([one, other].map((tokens) => opens(tokens)(id, APPROVER, 'session-1'))).toEqual([true, false]);
});

test.each([
  '',
  'decide',
  'card:',
  'card:1795511100:',
  `card:1795511100:${'0'.repeat(64)}`,
  `card:NaN:${'0'.repeat(64)}`,
])('a forged card token does not hold: %j', (id) => {
  expect(created().holds(id, APPROVER, 'session-1')).toBe(false);
});

test('the session and the person of a card token cannot be glued together otherwise', () => {
  const { blockId, holds } = created();
  expect(holds(blockId('U0A', '1:x'), 'U0A1', ':x')).toBe(false);
  expect(holds(blockId('U0A","', 'x'), 'U0A', '","x')).toBe(false);
});

test('the note of a card token comes back, and holds as it was given alone', () => {
  const { blockId, noteIn } = created();
  const id = blockId(APPROVER, 'session-1', 'pending:0:0:');
  expect(noteIn(id, APPROVER, 'session-1')).toBe('pending:0:0:');
  expect(noteIn(blockId(APPROVER, 'session-1'), APPROVER, 'session-1')).toBe('');
  for (const other of ['pending:10:0:', 'pending:0:0', '']) {
    expect(noteIn(id.replace('pending:0:0:', other), APPROVER, 'session-1')).toBeUndefined();
  }
  expect(noteIn(`${blockId(APPROVER, 'session-1')}:more`, APPROVER, 'session-1')).toBeUndefined();
});

test('a note that has no room is left out, and the id stays within Slack’s 255 characters', () => {
  const { blockId, noteIn } = created();
  for (const [length, kept] of [
    [170, 170],
    [171, 0],
    [2_000, 0],
  ] as const) {
    const id = blockId(APPROVER, 'session-1', 'x'.repeat(length));
    expect(id.length).toBeLessThanOrEqual(255);
    expect(noteIn(id, APPROVER, 'session-1')).toBe('x'.repeat(kept));
  }
});

test('a card token that was made before notes were known holds for its hour', () => {
  const made = 'card:1795511100:MARK';
  const key = Buffer.from(hkdfSync('sha256', 'a secret', '', 'bastion-ack private cards', 32));
  const mark = createHmac('sha256', key)
    .update(JSON.stringify([APPROVER, 'session-1', 1795511100]))
    .digest('hex');
  expect(created().noteIn(made.replace('MARK', mark), APPROVER, 'session-1')).toBe('');
});
