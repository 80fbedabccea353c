// conversations.history and conversations.replies as Slack answers them: in the range asked for, metadata only on request.
import * as z from 'zod';
import type { Emulator, SlackAnswer } from './emulator.ts';
import { pageOf, readWindow, saysYes } from './window.ts';
import { BOT } from './workspace.ts';

const found = z.object({
  messages: z.array(z.looseObject({ ts: z.string() })),
  response_metadata: z.object({ next_cursor: z.string() }).optional(),
});
type Found = z.infer<typeof found>['messages'];

export async function readHistory(emulator: Emulator, body: Record<string, unknown>): Promise<SlackAnswer> {
  const window = readWindow(body);
  if (typeof window === 'string') return { ok: false, error: window };
  const channel = emulator.ids.inside(body.channel) ?? '';
  const all: Found = [];
  let cursor = '';
  do {
    const answer = await emulator.call(BOT.userId, 'conversations.history', { channel, limit: 1000, cursor });
    if (!answer.ok) return answer;
    const page = found.parse(emulator.ids.outside(answer));
    all.push(...page.messages);
    cursor = page.response_metadata?.next_cursor ?? '';
    // A cursor is a ts, and has been translated as one.
    cursor = emulator.ids.inside(cursor) ?? '';
  } while (cursor !== '');
  const wanted = oldestFirst(all.filter(({ ts }) => window.holds(ts))).reverse();
  return { ok: true, ...pageOf(shown(wanted, body), window) };
}

export async function readReplies(emulator: Emulator, body: Record<string, unknown>): Promise<SlackAnswer> {
  const window = readWindow(body);
  if (typeof window === 'string') return { ok: false, error: window };
  const [channel, ts] = [emulator.ids.inside(body.channel) ?? '', emulator.ids.inside(body.ts)];
  if (channel !== '' && ts === undefined) return { ok: false, error: 'thread_not_found' };
  const answer = await emulator.call(BOT.userId, 'conversations.replies', { channel, ts });
  if (!answer.ok) return answer;
  const [parent, ...replies] = oldestFirst(found.parse(emulator.ids.outside(answer)).messages);
  if (parent === undefined) return { ok: false, error: 'thread_not_found' };
  const wanted = [parent, ...replies.filter((reply) => window.holds(reply.ts))];
  return { ok: true, ...pageOf(shown(wanted, body), window) };
}

function oldestFirst(messages: Found): Found {
  return messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

function shown(messages: Found, { include_all_metadata }: Record<string, unknown>): Found {
  return saysYes(include_all_metadata) ? messages : messages.map(({ metadata: _, ...rest }) => rest);
}
