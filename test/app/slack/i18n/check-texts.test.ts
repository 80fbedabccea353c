// Every reason has its sentence in both languages, with all that it names.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../../../app/checks/check-names.ts';
import type { Outcome, ReasonKey, Reasons } from '../../../../app/checks/outcome.ts';
import { LOCALES } from '../../../../app/lib/locale.ts';
import { formatCheck, selectCheckTexts } from '../../../../app/slack/i18n/check-texts.ts';
import { formatTime } from '../../../../app/slack/i18n/format-time.ts';

const ALL: { readonly [K in ReasonKey]: Reasons[K] } = {
  'secret-missing': { name: '/p/bot-token' },
  'secret-not-encrypted': { name: '/p/bot-token' },
  'token-refused': { word: 'invalid_auth' },
  'other-workspace': { expected: 'T0EXPECTED', found: 'T0FOUND' },
  'scopes-missing': { scopes: 'chat:write, commands' },
  'not-in-channel': { channel: 'C0BASTION' },
  'channel-archived': { channel: 'C0BASTION' },
  'channel-not-found': { channel: 'C0BASTION' },
  'channel-unseen': { channel: 'C0BASTION', scopes: 'channels:history, groups:history' },
  'no-approver': {},
  'approver-group-empty': { group: 'S0APPROVERS' },
  'approver-group-refused': { group: 'S0APPROVERS', word: 'no_such_subteam' },
  'endpoint-silent': { url: 'https://endpoint.example.com', cause: 'status 503' },
  'no-slack-request': {},
  'slack-request-seen': { at: '2026-11-24T08:05:00.000Z' },
  'slack-request-old': { at: '2026-11-14T08:05:00.000Z', days: 10 },
  'no-poll': { at: undefined },
  'clock-off': { seconds: 90 },
  'table-missing': { table: 'sessions' },
  'table-not-active': { table: 'sessions', status: 'ARCHIVED' },
  'index-missing': { index: 'due' },
  'index-not-active': { index: 'due', status: 'CREATING' },
  'no-point-in-time-recovery': { table: 'sessions' },
  'not-protected': { table: 'sessions' },
  'no-trail': { logGroup: 'trail-logs' },
  'trail-stopped': { trail: 'trail' },
  'trail-not-delivering': { trail: 'trail', error: 'AccessDenied' },
  'subscription-missing': { logGroup: 'trail-logs', function: 'session-events' },
  'subscription-differs': { logGroup: 'trail-logs' },
  'rule-missing': { function: 'session-events' },
  'rules-missing': { function: 'session-events', expected: 10, found: 9 },
  'rule-disabled': { rule: 'records' },
  'rule-differs': { rule: 'records' },
  'targets-unmanaged': { targets: 'i-1, i-2' },
  'targets-offline': { targets: 'i-1, i-2' },
  'may-not-terminate': { role: 'slack-role', decision: 'implicitDeny', target: 'i-1' },
  'key-missing': { keyId: 'alias/seal' },
  'key-unusable': { keyId: 'alias/seal', state: 'Disabled' },
  'key-of-another-kind': { keyId: 'alias/seal', kind: 'RSA_2048 SIGN_VERIFY' },
  'archive-not-locked': { bucket: 'archive' },
  'archive-lock-weak': { bucket: 'archive', mode: 'GOVERNANCE' },
  'not-sealed': { expected: '2026-11-23', last: '2026-11-20' },
  'topic-missing': { topic: 'topic' },
  'topic-refuses-alarms': { topic: 'topic' },
  'topic-key-refuses-alarms': { topic: 'topic', keyId: 'alias/topic' },
  'topic-refuses-rules': { topic: 'topic' },
  'topic-key-refuses-rules': { topic: 'topic', keyId: 'alias/topic' },
  'nobody-subscribed': { topic: 'topic' },
  'no-permission': { permission: 'sns:GetTopicAttributes' },
  'not-answered': { cause: 'socket hang up' },
  'no-time': { seconds: 10 },
  'not-set': { variable: 'ALARM_TOPIC' },
  'every-node-watched': {},
  'first-night-ahead': {},
};
const CASES = Object.entries(ALL).map(([key, about]) => ({ key, about, reason: { key, ...about } }));

describe.each(LOCALES)('in %s', (locale) => {
  const lineOf = (outcome: Outcome) => formatCheck({ name: 'trail', outcome }, { locale, timeZone: 'Asia/Tokyo' });

  test.each(CASES)('$key names all of its parameters, in sentences', ({ about, reason }) => {
    const line = lineOf({ outcome: 'failed', reason } as Outcome);
    for (const value of Object.values(about)) {
      if (value === undefined) continue;
      const isTime = /^\d{4}-\d\d-\d\dT/.test(String(value));
      expect(line).toContain(isTime ? formatTime(String(value), { locale, timeZone: 'Asia/Tokyo' }) : String(value));
    }
    expect(line).toMatch(/^✗ .+[.。)）a-z]$/);
  });

  test('an unknown outcome says that nothing could be seen', () => {
    const reason = { key: 'no-time', seconds: 10 } as const;
    expect(lineOf({ outcome: 'unknown', reason })).not.toBe(lineOf({ outcome: 'failed', reason }));
  });

  test('a control character or a long answer of a service changes no line', () => {
    const cause = `\u001b[31m${'x'.repeat(5_000)}\nsecond line`;
    const line = lineOf({ outcome: 'unknown', reason: { key: 'not-answered', cause } });
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line.length).toBeLessThan(800);
  });
});

test.each([
  ['docs/doctor.md', 'en', 'The checks'],
  ['docs/doctor.ja.md', 'ja', 'チェックの一覧'],
] as const)('%s explains each check, by its title and in the same order', (path, locale, heading) => {
  const page = readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const [, ...titles] = [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, title]) => title);
  const { names } = selectCheckTexts({ locale });
  expect(titles).toEqual(CHECKS.map((name) => names[name]));
});

test('times are those of the team', () => {
  const outcome: Outcome = { outcome: 'failed', reason: { key: 'no-poll', at: '2026-11-24T08:05:00.000Z' } };
  expect(formatCheck({ name: 'watchdog', outcome }, { locale: 'en', timeZone: 'Asia/Tokyo' })).toContain(
    '2026/11/24 17:05 JST',
  );
});

test('a check that passed may tell more', () => {
  const outcome: Outcome = { outcome: 'passed', reason: { key: 'slack-request-seen', at: '2026-11-24T08:05:00.000Z' } };
  expect(formatCheck({ name: 'slack-requests', outcome }, { locale: 'en', timeZone: 'Asia/Tokyo' })).toBe(
    '✓ Slack’s requests arrive: The latest one that was noted came at 2026/11/24 17:05 JST.',
  );
});
