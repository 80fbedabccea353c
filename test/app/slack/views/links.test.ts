// Links of messages: to notices, and to the command log of a session.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRichText, formatMrkdwn } from '../../../../app/slack/i18n/rich-text.ts';
import { findNoticeLink, findSessionLogLink, permalink, withLinks } from '../../../../app/slack/views/links.ts';
import { anyText } from '../any-notice-content.ts';
import { aSession, MESSAGE_OPTIONS, NOTICE_LINK, SESSION_LOG_URL, WORKSPACE_URL } from '../notice-states-fixture.ts';

describe('a link to a notice', () => {
  test('a permalink names the channel, and the time without its dot', () => {
    expect(permalink(WORKSPACE_URL, { channel: 'C0BASTION01', ts: '1795507500.000100' })).toBe(
      'https://example.slack.com/archives/C0BASTION01/p1795507500000100',
    );
  });

  test('there is a link once there are a notice and an address', () => {
    const linked = { ...MESSAGE_OPTIONS, workspaceUrl: WORKSPACE_URL };
    expect(findNoticeLink(aSession('unacknowledged'), linked)).toBe(NOTICE_LINK);
    expect(findNoticeLink(aSession('unnoticed'), linked)).toBeUndefined();
    expect(findNoticeLink(aSession('unacknowledged'), MESSAGE_OPTIONS)).toBeUndefined();
  });

  test('message options get the address that Slack says', async () => {
    expect(await withLinks(MESSAGE_OPTIONS, { read: async () => WORKSPACE_URL })).toEqual({
      ...MESSAGE_OPTIONS,
      workspaceUrl: WORKSPACE_URL,
    });
  });

  test('in a notification a link is Slack’s own markup, in blocks an element', () => {
    const part = { link: 'https://example.com/a|b>&', text: 'a <b> | *c*' };
    expect(formatMrkdwn([part])).toBe('<https://example.com/a%7Cb&gt;&amp;|a &lt;b&gt; | *\u200bc*\u200b>');
    expect(createRichText([part])).toMatchObject({
      elements: [{ elements: [{ type: 'link', url: part.link, text: part.text }] }],
    });
  });
});

describe('a link to the command log', () => {
  const linkOf = (id: string) =>
    findSessionLogLink({ id, kind: { type: 'shell' } }, { sessionLogUrl: SESSION_LOG_URL });
  const [beginning = ''] = SESSION_LOG_URL.split('{session}');

  test.each([
    ['operator-abcdefghijklmnopqrstuvwxyz', 'operator-abcdefghijklmnopqrstuvwxyz'],
    ['a/b', 'a$252Fb'],
    ['a$&b', 'a$2524$2526b'],
    ['a b', 'a$2520b'],
    ['a@b=c,d+e', 'a$2540b$253Dc$252Cd$252Be'],
    ['接続', '$25E6$258E$25A5$25E7$25B6$259A'],
    ['{session}', '$257Bsession$257D'],
  ])('the id %j is encoded as the console encodes it', (id, encoded) => {
    expect(linkOf(id)).toBe(`${beginning}${encoded}`);
  });

  test('whatever the id is, the link begins with the address of the settings, and is decoded to the id', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(128), fc.string({ unit: 'binary' })), (id) => {
        const link = linkOf(id) ?? '';
        expect(link.startsWith(beginning)).toBe(true);
        const encoded = link.slice(beginning.length);
        expect(encoded).toMatch(/^[\w.~!'()*$-]*$/);
        expect(decodeURIComponent(decodeURIComponent(encoded.replaceAll('$', '%')))).toBe(id.toWellFormed());
      }),
    );
  });

  test('no link without an address, nor to a log that is not kept', () => {
    const { id } = aSession('unacknowledged');
    expect(findSessionLogLink({ id, kind: { type: 'shell' } }, {})).toBeUndefined();
    const options = { sessionLogUrl: SESSION_LOG_URL };
    expect(findSessionLogLink({ id, kind: { type: 'ssh', port: 22 } }, options)).toBeUndefined();
    expect(findSessionLogLink({ id, kind: { type: 'port-forward' } }, options)).toBeUndefined();
    expect(findSessionLogLink({ id, kind: { type: 'unknown' } }, options)).toBeDefined();
  });
});
