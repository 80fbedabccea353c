// The response URLs of clicks and slash commands, to which the app posts its replies.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { SlackAnswer } from './answer.ts';
import { findFault } from './limits.ts';
import type { StandInMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { BOT } from './workspace.ts';

/** @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const MAX_USES = 5;
const VALID_MILLIS = 30 * 60_000;

/** A click or a slash command. */
export interface Interaction extends Pick<StandInMessage, 'channel' | 'place' | 'threadTs'> {
  readonly personId: string;
  /** The ts of the clicked message; undefined for a command */
  readonly on?: string | undefined;
}

export interface ResponseUrls {
  /** @returns the last path segment of a new URL */
  open(acted: Interaction): string;
  /** @param sent the decoded body of the POST */
  receive(id: string, sent: unknown): { readonly status: number; readonly body: string | object };
}

interface ResponseUrlsOptions {
  readonly store: MessageStore;
  /** Epoch milliseconds */
  readonly now: () => number;
  /** Changes a public message as chat.update does. */
  readonly update: (message: Record<string, unknown>) => SlackAnswer;
}

const response = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
});

export function createResponseUrls({ store, now, update }: ResponseUrlsOptions): ResponseUrls {
  const opened = new Map<string, Interaction & { readonly until: number; uses: number }>();

  function perform(acted: Interaction, answer: z.infer<typeof response>): SlackAnswer {
    const { personId, on, ...where } = acted;
    const { text, blocks } = answer;
    const original = on === undefined ? undefined : store.all().find(({ ts }) => ts === on);
    if (original !== undefined && answer.delete_original) {
      store.remove(original.ts);
    } else if (original !== undefined && answer.replace_original) {
      const isPrivate = original.place === 'channel' && original.visibleTo !== undefined;
      if (!isPrivate) return update({ channel: original.channel, ts: original.ts, text, blocks });
      store.edit(original.ts, { text, blocks, edited: false });
    } else {
      const visibleTo = answer.response_type === 'ephemeral' || where.place === 'direct' ? personId : undefined;
      store.add({ ...where, visibleTo, user: BOT.userId, text, blocks });
    }
    return { ok: true };
  }

  return {
    open(acted) {
      const id = randomUUID();
      opened.set(id, { ...acted, until: now() + VALID_MILLIS, uses: 0 });
      return id;
    },
    receive(id, sent) {
      const found = opened.get(id);
      if (found === undefined || now() > found.until) return refuse(404, 'expired_url');
      if (found.uses >= MAX_USES) return refuse(404, 'used_url');
      const read = response.safeParse(sent);
      if (!read.success) return refuse(400, 'invalid_payload');
      const fault = findFault({ text: read.data.text, blocks: read.data.blocks });
      if (fault !== undefined && !read.data.delete_original) return refuse(400, fault.error);
      found.uses += 1;
      const { until: _until, uses: _uses, ...acted } = found;
      const performed = perform(acted, read.data);
      return performed.ok ? { status: 200, body: 'ok' } : refuse(400, performed.error ?? 'fatal_error');
    },
  };
}

function refuse(status: number, error: string) {
  return { status, body: { ok: false, error } };
}
