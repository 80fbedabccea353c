// The App Home: published when somebody opens it, and again after each press there. Loaded by the first of either.
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import type { Clock, Directory, Monitor } from '../../ports.ts';
import type { Home } from '../../workflow/queries/home.ts';
import { isRefusal } from '../http/call-outcome.ts';
import type { Message } from '../i18n/message-options.ts';
import type { CardTokens } from '../views/card-token.ts';
import { type HomeOptions, type HomeSize, renderHome, renderHomeSentence } from '../views/home/home.ts';
import type { MembershipOf } from './membership.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface HomeTabOptions {
  readonly client: Pick<WebClient, 'views'>;
  readonly membershipOf: MembershipOf;
  readonly directory: Pick<Directory, 'isFullMember'>;
  readonly messageOptions: HomeOptions;
  readonly useCases: Pick<SlackUseCases, 'home'>;
  readonly cardTokens: CardTokens;
  readonly clock: Pick<Clock, 'now'>;
  readonly monitor: Monitor;
  /** Without it, or without its answer, rows do not link to notices */
  readonly workspaceUrl?: { read(): Promise<string | undefined> } | undefined;
}

export interface HomeTab {
  /** @param event what Slack sent inside `app_home_opened` */
  opened(event: unknown): Promise<void>;
  /** @param line stands on top, e.g. the outcome of a press @returns false if nobody sees it there */
  publish(userId: string, line?: Message): Promise<boolean>;
}

/** @see https://docs.slack.dev/reference/events/app_home_opened */
const shape = v.object({
  type: v.literal('app_home_opened'),
  user: v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]{1,30}$/)),
  // The other tab is that of the messages.
  tab: v.string(),
});

/** Slack's words for a view that it does not take; no page says which of them a long one gets. */
const NOT_TAKEN = ['view_too_large', 'invalid_arguments', 'invalid_blocks', 'msg_blocks_too_long'];

/** Both functions are a best effort, and never throw: the notices have the same buttons. */
export function createHome(options: HomeTabOptions): HomeTab {
  const { client, membershipOf, directory, useCases, cardTokens, clock, monitor, workspaceUrl } = options;

  /** @returns why there is no page for the person; undefined for a full member */
  async function refuse(userId: string): Promise<'guest' | 'stranger' | 'unknown' | undefined> {
    // The settings vouch for the approvers whom they name, so these do not wait for a call to Slack.
    if (options.messageOptions.approvers.users.includes(userId)) return undefined;
    const membership = await membershipOf({ userId, teamId: undefined });
    if (membership !== 'member') return membership;
    try {
      return (await directory.isFullMember(userId)) ? undefined : 'guest';
    } catch (cause) {
      monitor.fault('account of a person unknown', cause);
      return 'unknown';
    }
  }

  async function read(userId: string): Promise<{ home: Home; messageOptions: HomeOptions } | undefined> {
    try {
      const [home, url] = await Promise.all([useCases.home(userId), workspaceUrl?.read()]);
      return { home, messageOptions: { ...options.messageOptions, workspaceUrl: url } };
    } catch (cause) {
      monitor.fault('sessions of Home not read', cause);
      return undefined;
    }
  }

  async function draw(userId: string, line: Message | undefined): Promise<void> {
    const send = (view: HomeView) => client.views.publish({ user_id: userId, view });
    const refusal = await refuse(userId);
    const found = refusal === undefined ? await read(userId) : undefined;
    if (found === undefined) {
      await send(renderHomeSentence(refusal ?? 'failed', options.messageOptions, line));
      return;
    }
    const reader = { userId, now: clock.now(), cardTokens };
    const render = (size: HomeSize) => renderHome(found.home, reader, found.messageOptions, { line, size });
    try {
      await send(render('whole'));
    } catch (cause) {
      if (!isRefusal(cause, ...NOT_TAKEN)) throw cause;
      monitor.fault('Home refused by Slack', cause);
      await send(render('small'));
    }
  }

  async function publish(userId: string, line?: Message): Promise<boolean> {
    try {
      await draw(userId, line);
      return true;
    } catch (cause) {
      monitor.fault('Home not published', cause);
      return false;
    }
  }

  return {
    publish,
    async opened(event) {
      const parsed = v.safeParse(shape, event);
      if (!parsed.success) {
        monitor.fault('an opened Home of an unknown shape', new SchemaError(parsed.issues, 'the event'));
        return;
      }
      const { user, tab } = parsed.output;
      if (tab === 'home') await publish(user);
    },
  };
}
