// The next step of a writer after one round of writes to Slack.
import { expect, test } from 'vitest';
import { failureOf, nextStep, RETRY_SECONDS } from '../../../../app/workflow/slack-sync/sync-progress.ts';

const unstored = { key: '4:operator', isStored: false };
const stored = { key: '4:operator', isStored: true };

test('a round that leaves nothing open gives the lease back', () => {
  expect(nextStep({ isSure: true })).toBe('release');
});

test('an intent that is stored in this round is followed by its direct message', () => {
  expect(nextStep({ isSure: true, intent: unstored })).toBe('send-direct');
});

test('an intent that was stored before has had its round, and gives the lease back', () => {
  expect(nextStep({ isSure: true, intent: stored })).toBe('release');
});

test('a message of unknown fate keeps the lease, whatever else is intended', () => {
  expect([undefined, unstored, stored].map((intent) => nextStep({ isSure: false, intent }))).toEqual(
    Array(3).fill('keep-lease'),
  );
});

test('a write that Slack did not take is tried again after half a minute, and a closed route when it opens', () => {
  const clock = { now: () => new Date('2026-11-24T01:00:00.000Z'), pause: async () => {} };
  const cause = new Error('Slack does not answer');
  const again = '2026-11-24T01:00:30.000Z';
  expect(RETRY_SECONDS).toBe(30);
  expect(failureOf({ clock }, { outcome: 'not-sent', cause })).toEqual({ again, refused: false });
  expect(failureOf({ clock }, { outcome: 'refused', cause, fault: 'ours' })).toEqual({ again, refused: true });
  expect(failureOf({ clock }, { outcome: 'closed', until: '2026-11-24T01:00:07.000Z' })).toEqual({
    again: '2026-11-24T01:00:07.000Z',
    isTurn: true,
  });
});
