// Which cards are taken for ours: of this person, this session, this hour, and this secret.
import { expect, test } from 'vitest';
import { createSeal } from '../../../app/slack/seal.ts';
import { APPROVER, SECOND_APPROVER } from './a-session.ts';
import { stoppedClock } from './slack-fixture.ts';

const NOW = '2026-11-24T08:05:00.000Z';
const sealed = (secret: string | undefined = 'a secret', clock = stoppedClock(NOW)) => ({
  clock,
  ...createSeal(secret, clock),
});

test('holds for the person and the session that it was made for, and no other', () => {
  const { blockId, holds } = sealed();
  const id = blockId(APPROVER, 'session-1');
  expect(id).toMatch(/^card:1795511100:[0-9a-f]{64}$/);
  expect(holds(id, APPROVER, 'session-1')).toBe(true);
  expect(holds(id, SECOND_APPROVER, 'session-1')).toBe(false);
  expect(holds(id, APPROVER, 'session-2')).toBe(false);
  expect(blockId(APPROVER, 'session-2')).not.toBe(id);
});

test('holds for an hour, and its end cannot be moved', () => {
  const { blockId, holds, clock } = sealed();
  const id = blockId(APPROVER, 'session-1');
  clock.pass(3_599_999);
  expect(holds(id, APPROVER, 'session-1')).toBe(true);
  clock.pass(1);
  expect(holds(id, APPROVER, 'session-1')).toBe(false);
  expect(holds(id.replace('1795511100', '1795514700'), APPROVER, 'session-1')).toBe(false);
});

test('holds for whoever has the secret, and not with another', () => {
  const id = sealed().blockId(APPROVER, 'session-1');
  expect(sealed().holds(id, APPROVER, 'session-1')).toBe(true);
  expect(sealed('another secret').holds(id, APPROVER, 'session-1')).toBe(false);
});

test('without a secret each makes up its own', () => {
  const [one, other] = [createSeal(undefined, stoppedClock(NOW)), createSeal(undefined, stoppedClock(NOW))];
  const id = one.blockId(APPROVER, 'session-1');
  expect([one, other].map((seal) => seal.holds(id, APPROVER, 'session-1'))).toEqual([true, false]);
});

test.each([
  '',
  'decide',
  'card:',
  'card:1795511100:',
  `card:1795511100:${'0'.repeat(64)}`,
  `card:NaN:${'0'.repeat(64)}`,
])('what anybody might write does not hold: %j', (id) => {
  expect(sealed().holds(id, APPROVER, 'session-1')).toBe(false);
});

test('a session and a person cannot be glued together otherwise', () => {
  const { blockId, holds } = sealed();
  expect(holds(blockId('U0A', '1:x'), 'U0A1', ':x')).toBe(false);
  expect(holds(blockId('U0A","', 'x'), 'U0A', '","x')).toBe(false);
});
