// The trial's Slack app: what its manifest allows it, and what it hears of.
import * as z from 'zod';
import manifest from '../manifest.json' with { type: 'json' };

export interface SlackApp {
  /** Bot scopes of the token */
  readonly scopes: string[];
  /** Events that it subscribes to */
  readonly events: string[];
  readonly homeTab: boolean;
}

/** Needed only for acknowledgements by a reaction. */
const REACTION = { scope: 'reactions:read', event: 'reaction_added' };

const shape = z.object({
  features: z.object({ app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).prefault({}) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }) }),
});

/** @param hasReaction true if a reaction acknowledges a session; the app is installed for that alone */
export function readSlackApp(hasReaction: boolean): SlackApp {
  const { oauth_config, features, settings } = shape.parse(manifest);
  const withReaction = (listed: readonly string[], own: string) => [
    ...listed.filter((one) => one !== own),
    ...(hasReaction ? [own] : []),
  ];
  return {
    scopes: withReaction(oauth_config.scopes.bot, REACTION.scope),
    events: withReaction(settings.event_subscriptions.bot_events, REACTION.event),
    homeTab: features.app_home.home_tab_enabled,
  };
}
