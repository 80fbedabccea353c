// The compiler holds what a function is told to what the app reads: each line below that should not compile does not.
import { expect, test } from 'vitest';
import type { Environment } from '../../../app/config/read-config.ts';

test('a name that nobody reads, and one that is missing, are faults of the compiler', () => {
  const told: Environment<'session-events'> = {
    SESSIONS_TABLE: 'sessions',
    SLACK_CHANNEL: 'C0123ABCD',
    BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion"}',
  };
  // @ts-expect-error a name that nobody reads
  const misspelt: Environment<'session-events'> = { ...told, SLAK_CHANNEL: 'C0123ABCD' };
  // @ts-expect-error slack needs its workspace and the watchdog
  const lacking: Environment<'slack'> = told;
  // @ts-expect-error a number is no value of an environment
  const typed: Environment<'session-events'> = { ...told, REMIND_AFTER_MINUTES: 5 };
  expect(Object.keys({ ...misspelt, ...lacking, ...typed })).toContain('SESSIONS_TABLE');
});
