// The manifest of the Slack app for one deployment, and the link that creates the app from it.
import { listBotEvents, listScopeNeeds, type ScopeSettings } from '../app/slack/http/scopes.ts';
import manifest from '../manifest.json' with { type: 'json' };
import type { Settings } from './settings/settings.ts';

export const ENDPOINT_PATH = '/slack/events';
/** Stands in manifest.json where the address of the endpoint belongs. */
const PLACEHOLDER = `https://YOUR-ENDPOINT.example.com${ENDPOINT_PATH}`;
/** Slack opens its dialog for a new app with this manifest. */
const NEW_APP = 'https://api.slack.com/apps?new_app=1&manifest_json=';

export type Manifest = Omit<typeof manifest, 'oauth_config'> & {
  readonly oauth_config: { readonly scopes: { readonly bot: string[]; readonly bot_optional?: string[] } };
};

/** The settings of a deployment that decide about its Slack app. */
export interface SlackApp extends ScopeSettings {
  /** Of the app and of its bot */
  readonly name: string;
}

/** An app with every scope and every event. */
export const WHOLE_APP: SlackApp = {
  name: manifest.display_information.name,
  approverGroup: 'any',
  auditorUsers: [],
  auditorGroup: 'any',
  operatorEmailDomain: 'any',
  monthlyReport: true,
  acknowledgeReaction: 'any',
};

export function slackAppOf({ name, app: { variables } }: Pick<Settings, 'name' | 'app'>): SlackApp {
  return {
    name,
    approverGroup: variables.APPROVER_USER_GROUP,
    auditorUsers: variables.AUDITOR_USERS?.split(',').filter(Boolean) ?? [],
    auditorGroup: variables.AUDITOR_USER_GROUP,
    operatorEmailDomain: variables.OPERATOR_EMAIL_DOMAIN,
    monthlyReport: variables.MONTHLY_REPORT === 'true',
    // As in the app's environment, an empty value means "not set".
    acknowledgeReaction: variables.ACKNOWLEDGE_REACTION || undefined,
  };
}

/** @param url of the endpoint, with its path */
export function manifestForEndpoint(url: string, app: SlackApp): Manifest {
  const whole = fillSettings(app);
  const { features, settings: switches } = whole;
  return {
    ...whole,
    features: { ...features, slash_commands: features.slash_commands.map((command) => ({ ...command, url })) },
    settings: {
      ...switches,
      event_subscriptions: { ...switches.event_subscriptions, request_url: url },
      interactivity: { ...switches.interactivity, request_url: url },
    },
  };
}

/** In Socket Mode the app connects to Slack, so the manifest has no address. */
export function manifestForSocketMode(app: SlackApp): object {
  const whole = fillSettings(app);
  const { features, settings: switches } = whole;
  const { event_subscriptions, interactivity, ...others } = switches;
  return {
    ...whole,
    features: { ...features, slash_commands: features.slash_commands.map(({ url: _, ...command }) => command) },
    settings: {
      event_subscriptions: { bot_events: event_subscriptions.bot_events },
      ...others,
      interactivity: { is_enabled: interactivity.is_enabled },
      socket_mode_enabled: true,
    },
  };
}

/**
 * @param url may be known to CloudFormation only; a query may hold its characters as they are
 * @see https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests
 */
export function createAppLink(url: string, app: SlackApp): string {
  const encoded = encodeURIComponent(JSON.stringify(manifestForEndpoint(PLACEHOLDER, app)));
  return NEW_APP + encoded.split(encodeURIComponent(PLACEHOLDER)).join(url);
}

/** Optional scopes stand in both lists. @see https://docs.slack.dev/authentication/installing-with-oauth */
function fillSettings(app: SlackApp): Manifest {
  const needs = [...listScopeNeeds(app)];
  const scopes = { bot: needs.flatMap(([scope, need]) => (need === 'unneeded' ? [] : [scope])) };
  const optional = needs.flatMap(([scope, need]) => (need === 'optional' ? [scope] : []));
  const { display_information, features, settings } = manifest;
  return {
    ...manifest,
    display_information: { ...display_information, name: app.name },
    features: { ...features, bot_user: { ...features.bot_user, display_name: app.name } },
    settings: {
      ...settings,
      event_subscriptions: { ...settings.event_subscriptions, bot_events: [...listBotEvents(app)] },
    },
    oauth_config: { scopes: optional.length === 0 ? scopes : { ...scopes, bot_optional: optional } },
  };
}
