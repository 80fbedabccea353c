// The compiler checks a function's environment against the variables that the app reads: each marked line must not compile.
import { expect, test } from 'vitest';
import type { Environment } from '../../../app/config/read-config.ts';

test('the compiler refuses an unknown variable, a missing one, and a value that is not text', () => {
  const complete: Environment<'session-events'> = {
    SESSIONS_TABLE: 'sessions',
    SLACK_CHANNEL: 'C0123ABCD',
    BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion"}',
  };
  // @ts-expect-error the app reads no such variable
  const misspelt: Environment<'session-events'> = { ...complete, SLAK_CHANNEL: 'C0123ABCD' };
  // @ts-expect-error slack requires its workspace and the watchdog
  const lacking: Environment<'slack'> = complete;
  // @ts-expect-error an environment has only text
  const typed: Environment<'session-events'> = { ...complete, REMIND_AFTER_MINUTES: 5 };
  expect(Object.keys({ ...misspelt, ...lacking, ...typed })).toContain('SESSIONS_TABLE');
});
