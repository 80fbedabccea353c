// The reaction that acknowledges and the address of a session's log: both are typed by hand, in many ways.
import { describe, expect, test } from 'vitest';
import { ConfigError, type Handler, readConfig } from '../../../app/config/read-config.ts';

const AUDIT: Handler = 'audit';

function read(over: Record<string, string>) {
  return readConfig(AUDIT, { SESSIONS_TABLE: 'sessions', ...over });
}

function faultsOf(over: Record<string, string>): readonly string[] {
  try {
    read(over);
    return [];
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    return fault.faults;
  }
}

describe('ACKNOWLEDGE_REACTION', () => {
  test.each([
    ['white_check_mark', 'white_check_mark'],
    [':white_check_mark:', 'white_check_mark'],
    ['+1', '+1'],
    ['-1', '-1'],
    ['+1::skin-tone-3', '+1'],
    [':+1::skin-tone-6:', '+1'],
    [':wave::skin-tone-2:', 'wave'],
    ['flag-jp', 'flag-jp'],
    ['1234', '1234'],
    ['認識済み', '認識済み'],
    [':認識済み:', '認識済み'],
    ['かくにん・ラーメン', 'かくにん・ラーメン'],
    // One letter, or a letter and a mark beside it: Slack's events have the first.
    ['pin\u0303ata', 'pi\u00f1ata'],
    ['カ\u3099ード', 'ガード'],
    ['a'.repeat(100), 'a'.repeat(100)],
    ['認'.repeat(100), '認'.repeat(100)],
    // A sign outside the first plane is one character.
    ['𠮷'.repeat(100), '𠮷'.repeat(100)],
    [`:${'a'.repeat(100)}::skin-tone-4:`, 'a'.repeat(100)],
  ])('the reaction %s is the emoji %s', (given, name) => {
    expect(read({ ACKNOWLEDGE_REACTION: given }).ACKNOWLEDGE_REACTION).toBe(name);
  });

  test.each([
    ['a space inside', 'white check mark'],
    ['a space around it', ' white_check_mark'],
    ['a wide space', '認識\u3000済み'],
    ['a line', 'white_check_mark\n'],
    ['a tab', 'white\tcheck'],
    ['a control character', 'white\u0007check'],
    ['a right-to-left mark', '\u202ekram_kcehc'],
    ['a zero-width space', 'white\u200bcheck'],
    ['half a character', 'white\ud83d'],
    ['a slash', 'white/check'],
    ['a backslash', 'white\\check'],
    ['two names', 'white_check_mark,+1'],
    ['two Japanese names', '認識済み、確認'],
    ['two emoji', ':white_check_mark::+1:'],
    ['a colon on one side', ':white_check_mark'],
    ['only colons', '::'],
    ['only a skin tone', '::skin-tone-3'],
    ['a skin tone that is none', '+1::skin-tone-7'],
    ['capitals', 'White_Check_Mark'],
    ['the emoji itself', '✅'],
    ['a flag itself', '🇯🇵'],
    ['a keycap itself', '1\ufe0f\u20e3'],
    ['a mention', '<!channel>'],
    ['a quoted name', '"white_check_mark"'],
    ['101 characters', 'a'.repeat(101)],
    ['101 Japanese characters', '認'.repeat(101)],
  ])('the reaction is refused with %s', (_, given) => {
    expect(faultsOf({ ACKNOWLEDGE_REACTION: given })).toEqual([
      'ACKNOWLEDGE_REACTION must be the name of one emoji, e.g. "white_check_mark", of at most 100 characters',
    ]);
  });
});

describe('SESSION_LOG_URL', () => {
  test.each([
    'https://logs.example.com/{session}',
    'https://logs.example.com:8443/sessions?id={session}&tail=true',
    'https://logs.example.com?session={session}',
    'https://logs.example.com/#/sessions/{session}/events',
    'https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups/log-group/team$252Fsessions/log-events/{session}',
  ])('the log of a session may be at %s', (url) => {
    expect(read({ SESSION_LOG_URL: url }).SESSION_LOG_URL).toBe(url);
  });

  test.each([
    ['no place for the session', 'https://logs.example.com/'],
    ['two places', 'https://logs.example.com/{session}?again={session}'],
    ['another word', 'https://logs.example.com/{Session}'],
    ['no encryption', 'http://logs.example.com/{session}'],
    ['another scheme', 'javascript:alert("{session}")'],
    ['no scheme', 'logs.example.com/{session}'],
    ['no host', 'https:///{session}'],
    ['the session in the host', 'https://{session}.example.com/'],
    ['the session as the host', 'https://{session}/logs'],
    ['a name before the host', 'https://console.example.com@other.example.com/{session}'],
    ['a host that is none', 'https://a..b:99999/{session}'],
    ['a space', 'https://logs.example.com/all sessions/{session}'],
    ['a line', 'https://logs.example.com/{session}\nhttps://other.example.com'],
    ['markup', 'https://logs.example.com/{session}|the log>'],
    ['a right-to-left mark', 'https://logs.example.com/\u202e{session}'],
  ])('the log of a session is refused with %s', (_, url) => {
    expect(faultsOf({ SESSION_LOG_URL: url })).toEqual([
      'SESSION_LOG_URL must be a URL that begins with "https://" and has {session} once, after its host',
    ]);
  });
});
