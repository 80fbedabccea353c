// Slack's limits at their edges: the longest allowed value, and one character more.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFault } from '../../local/slack/limits.ts';

const x = (length: number) => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const many = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

const header = (length: number) => ({ type: 'header', text: plain(x(length)) });
const section = (length: number) => ({ type: 'section', text: mrkdwn(x(length)) });
const fields = (count: number, length = 1) => ({ type: 'section', fields: many(count, () => plain(x(length))) });
const button = (more: object = {}) => ({ type: 'button', text: plain('Acknowledge'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const context = (...elements: object[]) => ({ type: 'context', elements });
const confirm = (more: object = {}) =>
  actions(
    button({
      confirm: { title: plain('Cut?'), text: plain('Sure?'), confirm: plain('Yes'), deny: plain('No'), ...more },
    }),
  );
const richText = (...elements: object[]) => ({ type: 'rich_text', elements });
const sentence = (...elements: object[]) => richText({ type: 'rich_text_section', elements });
const word = { type: 'text', text: 'x' };

/** @returns the fault of a message with these blocks, with its place; undefined for an accepted message */
const faultOf = (...blocks: unknown[]) => findFault({ text: 'x', blocks });

describe('lengths', () => {
  test.each<[string, (length: number) => unknown, number]>([
    ['a header', header, 150],
    ['the text of a section', section, 3000],
    ['a field', (length) => fields(1, length), 2000],
    ['fields', (count) => fields(count), 10],
    ['a button', (length) => actions(button({ text: plain(x(length)) })), 75],
    ['the value of a button', (length) => actions(button({ value: x(length) })), 2000],
    ['the url of a button', (length) => actions(button({ url: x(length) })), 3000],
    ['an action_id', (length) => actions(button({ action_id: x(length) })), 255],
    ['a block_id', (length) => ({ type: 'divider', block_id: x(length) }), 255],
    ['elements of actions', (count) => actions(...many(count, () => button())), 25],
    ['elements of a context', (count) => context(...many(count, () => plain('x'))), 10],
    ['the text of a context', (length) => context(mrkdwn(x(length))), 3000],
    ['the title of a confirm dialog', (length) => confirm({ title: plain(x(length)) }), 100],
    ['the text of a confirm dialog', (length) => confirm({ text: mrkdwn(x(length)) }), 300],
    ['the yes of a confirm dialog', (length) => confirm({ confirm: plain(x(length)) }), 30],
    ['the no of a confirm dialog', (length) => confirm({ deny: plain(x(length)) }), 30],
  ])('the stand-in applies Slack’s upper limit to %s', (_, make, most) => {
    expect(faultOf(make(most))).toBeUndefined();
    expect(faultOf(make(most + 1))).toMatchObject({ error: 'invalid_blocks' });
  });

  test.each<[string, (length: number) => unknown]>([
    ['a header', header],
    ['the text of a section', section],
    ['fields', (count) => fields(count)],
    ['a field', (length) => fields(1, length)],
    ['a button', (length) => actions(button({ text: plain(x(length)) }))],
    ['elements of actions', (count) => actions(...many(count, () => button()))],
    ['elements of a context', (count) => context(...many(count, () => plain('x')))],
    ['the text of a context', (length) => context(mrkdwn(x(length)))],
    ['a text of rich text', (length) => sentence({ type: 'text', text: x(length) })],
  ])('the stand-in refuses an empty value for %s', (_, make) => {
    expect(faultOf(make(1))).toBeUndefined();
    expect(faultOf(make(0))).toMatchObject({ error: 'invalid_blocks' });
  });

  test('a message has at most 50 blocks', () => {
    expect(faultOf(...many(50, () => ({ type: 'divider' })))).toBeUndefined();
    expect(faultOf(...many(51, () => ({ type: 'divider' })))).toMatchObject({ error: 'invalid_blocks' });
  });

  test('all blocks together have at most 13,200 characters of JSON', () => {
    const blocks = many(5, () => section(2600));
    const room = 13_200 - JSON.stringify(blocks).length;
    blocks[0] = section(2600 + room);
    expect(faultOf(...blocks)).toBeUndefined();
    blocks[0] = section(2600 + room + 1);
    expect(faultOf(...blocks)).toEqual({
      error: 'msg_blocks_too_long',
      messages: ['[ERROR] 13201 characters of blocks [json-pointer:/blocks]'],
    });
  });

  test('a text has at most 40,000 characters, counted as JavaScript counts them', () => {
    expect(findFault({ text: x(40_000) })).toBeUndefined();
    expect(findFault({ text: x(40_001) })).toMatchObject({ error: 'msg_too_long' });
    expect(faultOf({ type: 'header', text: plain('😀'.repeat(75)) })).toBeUndefined();
    expect(faultOf({ type: 'header', text: plain('😀'.repeat(76)) })).toMatchObject({ error: 'invalid_blocks' });
  });

  test('any header is refused exactly when it is longer than 150', () => {
    const anyText = fc.string({
      minLength: 60,
      maxLength: 160,
      size: 'max',
      unit: fc.constantFrom('x', 'é', '認', '😀'),
    });
    fc.assert(
      fc.property(anyText, (text) => {
        const fault = faultOf({ type: 'header', text: plain(text) });
        expect(fault === undefined).toBe(text.length <= 150);
      }),
    );
  });
});

describe('shapes', () => {
  test.each<[string, unknown]>([
    ['a block of no known type', { type: 'carousel' }],
    ['a block without a type', { text: plain('x') }],
    ['an element of no known type', actions({ type: 'lever' })],
    ['a property that Slack does not know', { type: 'divider', colour: 'red' }],
    ['a section with nothing in it', { type: 'section' }],
    ['mrkdwn in a header', { type: 'header', text: mrkdwn('x') }],
    ['mrkdwn on a button', actions(button({ text: mrkdwn('x') }))],
    ['mrkdwn as the title of a confirm dialog', confirm({ title: mrkdwn('x') })],
    ['an unknown style of a button', actions(button({ style: 'warning' }))],
    ['bare text in a rich text', richText(word)],
    ['a rich text element of no known type', sentence({ type: 'shout', text: 'x' })],
    ['a user mention without a user', sentence({ type: 'user' })],
    ['a date whose timestamp is text', sentence({ type: 'date', timestamp: '1795482000', format: '{time}' })],
    ['a date between two seconds', sentence({ type: 'date', timestamp: 1_795_482_000.5, format: '{time}' })],
    ['a date without a format', sentence({ type: 'date', timestamp: 1_795_482_000 })],
    [
      'a mention in preformatted text',
      richText({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }),
    ],
    ['a list of bare text', richText({ type: 'rich_text_list', style: 'bullet', elements: [word] })],
  ])('the stand-in refuses %s', (_, block) => {
    expect(faultOf(block)).toMatchObject({
      error: 'invalid_blocks',
      messages: expect.arrayContaining([expect.stringContaining('/blocks/0')]),
    });
  });

  test('the stand-in accepts every rich text element of Slack', () => {
    const inline = [
      { ...word, style: { bold: true } },
      { type: 'link', url: 'https://example.com' },
      { type: 'user', user_id: 'U0APPROVER1' },
      { type: 'usergroup', usergroup_id: 'S0APPROVERS' },
      { type: 'emoji', name: 'wave' },
      { type: 'broadcast', range: 'here' },
      { type: 'channel', channel_id: 'C0BASTION' },
      { type: 'date', timestamp: 1_795_482_000, format: '{date_num}', fallback: '2026-11-24' },
      { type: 'date', timestamp: 1_795_482_000, format: '{time}', timezone: 'Asia/Tokyo', url: 'https://example.com' },
    ];
    const part = { type: 'rich_text_section', elements: inline };
    const blocks = richText(
      part,
      { type: 'rich_text_list', style: 'ordered', elements: [part] },
      { type: 'rich_text_quote', elements: inline },
      { type: 'rich_text_preformatted', elements: [word] },
    );
    expect(faultOf(blocks)).toBeUndefined();
  });

  test('the stand-in refuses a message with the same block_id twice', () => {
    const block = { type: 'divider', block_id: 'same' };
    expect(faultOf(block, { ...block, block_id: 'other' })).toBeUndefined();
    expect(faultOf(block, block)).toEqual({
      error: 'invalid_blocks',
      messages: ['[ERROR] Repeated block_id [json-pointer:/blocks/1/block_id]'],
    });
  });

  test('the stand-in refuses the same action_id twice in one block, and accepts it in two', () => {
    const one = button({ action_id: 'same' });
    expect(faultOf(actions(one), actions(one))).toBeUndefined();
    expect(faultOf(actions(one, one))).toEqual({
      error: 'invalid_blocks',
      messages: ['[ERROR] Repeated action_id [json-pointer:/blocks/0/elements/1/action_id]'],
    });
  });

  test('a refusal names the broken rule and its place', () => {
    expect(faultOf({ type: 'divider' }, header(151))?.messages).toEqual([
      '[ERROR] Longer than 150 characters [json-pointer:/blocks/1/text/text]',
    ]);
    expect(faultOf(actions({ type: 'lever' }))?.messages).toEqual([
      '[ERROR] Unsupported type [json-pointer:/blocks/0/elements/0/type]',
    ]);
  });

  test('the stand-in refuses blocks that are no list', () => {
    expect(findFault({ text: 'x', blocks: '[{' })).toMatchObject({ error: 'invalid_blocks' });
  });

  test.each([{}, { text: '' }, { blocks: [] }, { text: '', blocks: [] }])(
    'the stand-in refuses an empty message: %o',
    (body) => {
      expect(findFault(body)).toEqual({ error: 'no_text', messages: [] });
    },
  );

  test('the stand-in accepts blocks without text', () => {
    expect(findFault({ blocks: [{ type: 'divider' }] })).toBeUndefined();
  });

  test('the stand-in accepts only metadata with an event type and a payload', () => {
    const metadata = { event_type: 'bastion_session', event_payload: { session_id: 'operator-2-1' } };
    expect(findFault({ text: 'x', metadata })).toBeUndefined();
    for (const wrong of ['text', { event_type: 'x' }, { event_payload: {} }, { ...metadata, event_type: '' }]) {
      expect(findFault({ text: 'x', metadata: wrong })).toMatchObject({ error: 'invalid_metadata_format' });
    }
  });
});
