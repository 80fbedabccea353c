// What must hold of every golden item, whatever version wrote it; the first thing that does not is thrown.
import { expect } from 'vitest';
import { formatLine, getChainHead } from '../../app/audit/stream-line.ts';
import { readOutlines } from '../../app/aws/dynamodb/outline.ts';
import { fromItem, toItem } from '../../app/aws/dynamodb/session-item.ts';
import type { StoredStream } from '../../app/ports.ts';
import { listFollowUps } from '../../app/session/follow-ups.ts';
import type { Stream } from '../../app/session/session.ts';
import { renderFollowUp } from '../../app/slack/views/notice/follow-ups.ts';
import { renderNotice } from '../../app/slack/views/notice/notice.ts';
import { findFault } from '../../local/slack/limits.ts';
import { projected } from '../app/memory-store.ts';
import { LOOK, LOOK_JA } from '../app/slack/a-session.ts';
import { draw } from '../app/slack/views-fixture.ts';
import { outlineOf } from '../app/store-contract.ts';
import type { ItemLine } from './forms.ts';

/** Reads it, and finds in it what was found when it was written. @param exported what the export told of it */
export function expectRead({ item, expected }: ItemLine, exported: Record<string, unknown>): StoredStream {
  const stored = fromItem(item);
  const { entry: stream } = stored;
  const { id, type, events } = stream;
  expect({ id, type, events: events.length, chainHead: getChainHead(stream) }).toEqual(expected);
  // Later versions may tell more, never less and nothing else.
  expect(JSON.parse(formatLine(stream))).toMatchObject(exported);
  return stored;
}

/** What ranks it among others stands in the item itself, for an index that is made of items of every form. */
export function expectOutlined({ entry: stream }: StoredStream, item: Record<string, unknown>): void {
  const { outlines, unknown } = readOutlines([projected(item)]);
  expect({ outlines, unknown }).toEqual({
    outlines: stream.type === 'session' ? [outlineOf(stream)] : [],
    unknown: [],
  });
}

/**
 * Writes it again, with what stands beside the chain.
 * @param isCurrent an item of an earlier form may become more than it was, but loses nothing
 */
export function expectSavedAlike(stored: StoredStream, item: Record<string, unknown>, isCurrent: boolean): void {
  const dueAt = typeof item.dueAt === 'string' ? item.dueAt : undefined;
  const again = JSON.parse(JSON.stringify(toItem(stored, dueAt)));
  expect(again).toMatchObject(item);
  if (isCurrent) expect(again).toEqual(item);
}

/** Wording is not frozen; who did what where is told in any. */
export function expectShown(stream: Stream): void {
  const { operator, target } = stream.type === 'session' ? stream : stream.last;
  for (const messageOptions of [LOOK, LOOK_JA]) {
    const notice = renderNotice(stream, messageOptions);
    expect(findFault({ ...notice })).toBeUndefined();
    for (const whole of [notice.text, draw(notice).join('\n')]) {
      // Its id begins with the operator's name, too.
      const shown = whole.replaceAll(stream.id, '');
      expect(shown).toContain(operator.name);
      expect(shown).toContain(target?.name ?? '');
    }
    if (stream.type === 'denied') continue;
    for (const followUp of listFollowUps(stream, { escalationChannel: 'C0ONCALL01', warnOnHost: false })) {
      expect(
        findFault({ ...renderFollowUp(stream, followUp, messageOptions, new Date(stream.startedAt)) }),
      ).toBeUndefined();
    }
  }
}
