// The scopes and the events of the Slack app: the fewest that its settings need. docs/slack.md has the reason of each.

/** Settings that decide which scopes and events are needed. */
export interface ScopeSettings {
  readonly approverGroup?: string | undefined;
  readonly auditorUsers: readonly string[];
  readonly auditorGroup?: string | undefined;
  readonly operatorEmailDomain?: string | undefined;
  readonly monthlyReport: boolean;
  /** Name of the emoji that acknowledges; undefined if no reaction counts. Never left out, so that no caller forgets it */
  readonly acknowledgeReaction: string | undefined;
}

/** Optional: the app works without it, and says what is weaker. Whoever installs it may leave it out. */
export type ScopeNeed = 'required' | 'optional' | 'unneeded';

type NeedOf = (settings: ScopeSettings) => ScopeNeed;

function countsReactions({ acknowledgeReaction }: ScopeSettings): boolean {
  return acknowledgeReaction !== undefined;
}

const always: NeedOf = () => 'required';
const optional: NeedOf = () => 'optional';
const requiredIf =
  (isNeeded: (settings: ScopeSettings) => boolean, otherwise: ScopeNeed): NeedOf =>
  (settings) =>
    isNeeded(settings) ? 'required' : otherwise;

/** Every scope that a feature of the app uses, in the order of the manifest. */
const SCOPES = {
  'channels:history': optional,
  'chat:write': always,
  commands: always,
  // Without auditors, approvers can still export.
  'files:write': requiredIf(
    ({ auditorUsers, auditorGroup, monthlyReport }) =>
      auditorUsers.length > 0 || auditorGroup !== undefined || monthlyReport,
    'optional',
  ),
  'groups:history': optional,
  'reactions:read': requiredIf(countsReactions, 'unneeded'),
  'usergroups:read': requiredIf(
    ({ approverGroup, auditorGroup }) => (approverGroup ?? auditorGroup) !== undefined,
    'unneeded',
  ),
  'users:read': always,
  'users:read.email': requiredIf(({ operatorEmailDomain }) => operatorEmailDomain !== undefined, 'unneeded'),
} satisfies Readonly<Record<string, NeedOf>>;
export type Scope = keyof typeof SCOPES;

/** @returns the need of each scope, in the order of the manifest */
export function listScopeNeeds(settings: ScopeSettings): ReadonlyMap<Scope, ScopeNeed> {
  const scopes = Object.keys(SCOPES) as Scope[];
  return new Map(scopes.map((scope) => [scope, SCOPES[scope](settings)]));
}

/** Every event to which the app subscribes, in the order of the manifest. Home's needs no scope. */
const EVENTS = {
  app_home_opened: () => true,
  // Slack sends it with the scope reactions:read only.
  reaction_added: countsReactions,
} satisfies Readonly<Record<string, (settings: ScopeSettings) => boolean>>;
export type BotEvent = keyof typeof EVENTS;

export function listBotEvents(settings: ScopeSettings): readonly BotEvent[] {
  const events = Object.keys(EVENTS) as BotEvent[];
  return events.filter((event) => EVENTS[event](settings));
}
