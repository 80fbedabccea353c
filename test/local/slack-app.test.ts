// The trial's Slack app, and the links to its messages.
import { expect, test } from 'vitest';
import { parsePermalink } from '../../local/page/jump.ts';
import { readSlackApp } from '../../local/slack-app.ts';

test('only an app whose reaction acknowledges may see reactions, and hears of them', () => {
  const [with_, without] = [readSlackApp(true), readSlackApp(false)];
  expect(with_.scopes).toContain('reactions:read');
  expect(with_.events).toContain('reaction_added');
  expect(without.scopes).toEqual(with_.scopes.filter((scope) => scope !== 'reactions:read'));
  expect(without.events).toEqual(with_.events.filter((event) => event !== 'reaction_added'));
  expect(new Set(with_.scopes).size).toBe(with_.scopes.length);
});

const WORKSPACE = 'https://stand-in.slack.com/';

test.each([
  ['archives/C0BASTION01/p1795482000250000', { channel: 'C0BASTION01', ts: '1795482000.250000' }],
  [
    'archives/D0OPERATOR1/p1795482000250001?thread_ts=1795482000.250000&cid=D0OPERATOR1',
    { channel: 'D0OPERATOR1', ts: '1795482000.250001' },
  ],
])('the link %s leads to a message', (path, message) => {
  expect(parsePermalink(WORKSPACE + path, WORKSPACE)).toEqual(message);
});

test.each([
  'https://elsewhere.slack.com/archives/C0BASTION01/p1795482000250000',
  'https://stand-in.slack.com.example.com/archives/C0BASTION01/p1795482000250000',
  `${WORKSPACE}archives/C0BASTION01`,
  `${WORKSPACE}archives/C0BASTION01/p12345`,
  `${WORKSPACE}archives/C0BASTION01/p1795482000250000/more`,
  'javascript:alert(1)',
  '',
])('the link "%s" leads to no message of the workspace', (url) => {
  expect(parsePermalink(url, WORKSPACE)).toBeUndefined();
});
