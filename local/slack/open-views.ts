// The views that people see: for each person a stack of modals, and their Home tab.
import { randomUUID } from 'node:crypto';
import type { Triggered } from './triggers.ts';
import type { HomeView, ModalView } from './view.ts';
import { BOT, TEAM_ID } from './workspace.ts';

export interface OpenView<View extends ModalView | HomeView = ModalView | HomeView> extends Triggered {
  /** e.g. "V0A1B2C3D4E" */
  readonly id: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** Changes with each version, e.g. "1795482000.0a1b2c3d" */
  readonly hash: string;
  readonly view: View;
}

export type OpenModal = OpenView<ModalView>;
export type OpenHome = OpenView<HomeView>;

/**
 * Views in one stack.
 * @see https://docs.slack.dev/surfaces/modals
 */
const MAX_STACK = 3;

export type OpenViews = ReturnType<typeof createOpenViews>;

/** @param now returns epoch milliseconds */
export function createOpenViews(now: () => number) {
  /** The modals of each person, the visible one last. */
  const stacks = new Map<string, OpenModal[]>();
  const homes = new Map<string, OpenHome>();
  const listeners = new Set<() => void>();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function createHash(): string {
    return `${Math.floor(now() / 1000)}.${randomUUID().slice(0, 8)}`;
  }

  function add<View extends ModalView | HomeView>(by: Triggered, view: View, below?: OpenModal): OpenView<View> {
    const id = `V${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`;
    return { ...by, id, rootId: below?.rootId ?? id, previousId: below?.id ?? null, hash: createHash(), view };
  }

  function stackOf(personId: string): readonly OpenModal[] {
    return stacks.get(personId) ?? [];
  }

  return {
    /** The modal that each person sees now. */
    visible: (): OpenModal[] => [...stacks.values()].flatMap((stack) => stack.slice(-1)),
    findVisible: (personId: string, viewId: string) =>
      stackOf(personId)
        .slice(-1)
        .find(({ id }) => id === viewId),
    findModal: (isAsked: (modal: OpenModal) => boolean) => [...stacks.values()].flat().find(isAsked),
    home: (personId: string) => homes.get(personId),

    /** Replaces all modals of the person. */
    open(by: Triggered, view: ModalView): OpenModal {
      const modal = add(by, view);
      stacks.set(by.personId, [modal]);
      changed();
      return modal;
    },

    /** @returns Slack's error code without a modal below, and above the limit of the stack */
    push(by: Triggered, view: ModalView): OpenModal | 'not_found' | 'push_limit_reached' {
      const stack = stackOf(by.personId);
      const below = stack.at(-1);
      if (below === undefined) return 'not_found';
      if (stack.length >= MAX_STACK) return 'push_limit_reached';
      const modal = add({ personId: by.personId, client: below.client }, view, below);
      stacks.set(by.personId, [...stack, modal]);
      changed();
      return modal;
    },

    /** Keeps the place of the modal in its stack. */
    replace(old: OpenModal, view: ModalView): OpenModal {
      const modal = { ...old, view, hash: createHash() };
      stacks.set(
        old.personId,
        stackOf(old.personId).map((one) => (one.id === old.id ? modal : one)),
      );
      changed();
      return modal;
    },

    /** Shows the modal below, if there is one. */
    pop({ personId, id }: OpenModal): void {
      stacks.set(
        personId,
        stackOf(personId).filter((one) => one.id !== id),
      );
      changed();
    },

    clear(personId: string): void {
      stacks.delete(personId);
      changed();
    },

    publish(personId: string, view: HomeView): OpenHome {
      const old = homes.get(personId);
      const home = old === undefined ? add({ personId }, view) : { ...old, view, hash: createHash() };
      homes.set(personId, home);
      changed();
      return home;
    },

    /** @returns a function that removes the listener */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The words that a person typed into a modal: by block_id, then by action_id. */
export type StateValues = Record<string, Record<string, { type: 'plain_text_input'; value: string | null }>>;

/** The view in the form of the Web API and of payloads. */
export function toApiView({ id, rootId, previousId, hash, view }: OpenView, values: StateValues = {}) {
  const { private_metadata = '', callback_id = '', external_id = '', ...rest } = view;
  return {
    id,
    team_id: TEAM_ID,
    ...rest,
    ...(rest.type === 'modal' && { close: rest.close ?? null, submit: rest.submit ?? null }),
    private_metadata,
    callback_id,
    external_id,
    state: { values },
    hash,
    clear_on_close: rest.type === 'modal' && (rest.clear_on_close ?? false),
    notify_on_close: rest.type === 'modal' && (rest.notify_on_close ?? false),
    previous_view_id: previousId,
    root_view_id: rootId,
    app_id: BOT.appId,
    app_installed_team_id: TEAM_ID,
    bot_id: BOT.botId,
  };
}
