// The methods views.open, views.push, views.update and views.publish.
import type { z } from 'zod';
import { refuse, type SlackAnswer } from './answer.ts';
import { type OpenView, type OpenViews, toApiView } from './open-views.ts';
import type { Triggers } from './triggers.ts';
import { type HomeView, homeView, type ModalView, modalView, readView } from './view.ts';
import type { StandInPerson } from './workspace.ts';

type Body = Record<string, unknown>;

interface ViewsOptions {
  readonly views: OpenViews;
  readonly triggers: Triggers;
  readonly people: readonly StandInPerson[];
  /** True if the app has a Home tab */
  readonly homeTab: boolean;
}

export function createViewsApi({ views, triggers, people, homeTab }: ViewsOptions) {
  /** @param use acts on a view that Slack accepts */
  function withView<View extends ModalView | HomeView>(
    schema: z.ZodType<View>,
    body: Body,
    use: (view: View) => OpenView | string,
  ): SlackAnswer {
    const read = readView(schema, body.view);
    if ('error' in read) return refuse(read.error, { response_metadata: { messages: read.messages } });
    const opened = use(read.view);
    return typeof opened === 'string' ? refuse(opened) : { ok: true, view: toApiView(opened) };
  }

  return {
    /** A view that Slack refuses leaves the trigger unused. */
    open: (body: Body) =>
      withView(modalView, body, (view) => {
        const by = triggers.exchange(body.trigger_id);
        return typeof by === 'string' ? by : views.open(by, view);
      }),

    push: (body: Body) =>
      withView(modalView, body, (view) => {
        const by = triggers.exchange(body.trigger_id);
        return typeof by === 'string' ? by : views.push(by, view);
      }),

    update: (body: Body) =>
      withView(modalView, body, (view) => {
        const { view_id: viewId, external_id: externalId, hash } = body;
        const found = views.findModal(
          (modal) => modal.id === viewId || (Boolean(externalId) && modal.view.external_id === externalId),
        );
        if (found === undefined) return 'not_found';
        return isOutdated(hash, found) ? 'hash_conflict' : views.replace(found, view);
      }),

    publish: (body: Body) =>
      withView(homeView, body, (view) => {
        const person = people.find(({ id }) => id === body.user_id);
        if (person === undefined) return 'user_not_found';
        if (!homeTab) return 'not_enabled';
        const current = views.home(person.id);
        return isOutdated(body.hash, current) ? 'hash_conflict' : views.publish(person.id, view);
      }),
  };
}

/** In forms, an absent and an empty field mean the same. */
function isOutdated(hash: unknown, current: OpenView | undefined): boolean {
  return hash !== undefined && hash !== '' && current !== undefined && hash !== current.hash;
}
