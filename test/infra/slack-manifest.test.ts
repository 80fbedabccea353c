// The link that creates the Slack app has the whole manifest of its deployment, with the scopes that docs/slack.md explains.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listBotEvents, listScopeNeeds, type Scope } from '../../app/slack/http/scopes.ts';
import { fillManifest } from '../../cli/manifest.ts';
import { checkSettings } from '../../infra/settings/settings.ts';
import { type SlackApp, slackAppOf, WHOLE_APP } from '../../infra/slack-manifest.ts';
import manifest from '../../manifest.json' with { type: 'json' };
import { parsePage } from '../docs/markdown.ts';
import { ALL, type Json, settingsOf, templateOf } from './stack-fixture.ts';

const ADDRESS = 'https://a1b2c3d4e5.execute-api.ap-northeast-1.amazonaws.com/';
/** The output as CloudFormation writes it, once it knows the API. */
function deployed(value: Json): string {
  const parts: Json[] = value['Fn::Join'][1];
  const known: Record<string, string> = { 'AWS::URLSuffix': 'amazonaws.com', 'AWS::Region': 'ap-northeast-1' };
  return parts.map((part) => (typeof part === 'string' ? part : (known[part.Ref] ?? 'a1b2c3d4e5'))).join('');
}

describe.each(ALL)('with the settings %s', (name) => {
  const { Outputs } = templateOf(name).toJSON() as Json;
  const settings = checkSettings(settingsOf(name));
  const { region } = settings;
  const link = deployed(Outputs.CreateSlackApp.Value).replaceAll(region, 'ap-northeast-1');

  test(`the link with the settings ${name} has the manifest that npm run manifest prints`, () => {
    const url = new URL(link);
    expect(url.origin + url.pathname).toBe('https://api.slack.com/apps');
    expect(url.searchParams.get('new_app')).toBe('1');
    expect(JSON.parse(url.searchParams.get('manifest_json') ?? '')).toEqual(
      fillManifest(ADDRESS, false, slackAppOf(settings)),
    );
    expect(deployed(Outputs.SlackManifest.Value).replaceAll(region, 'ap-northeast-1')).toBe(
      `npm run manifest -- ${ADDRESS}slack/events --settings infra/settings.json`,
    );
  });

  test(`the link with the settings ${name} can be copied from a terminal, and is short enough for browsers`, () => {
    expect(link).toMatch(/^[\w.~%:/?&=!*-]+$/);
    // Browsers take far more; proxies and chat programs often stop at 2,048.
    expect(link.length).toBeLessThan(2_048);
  });
});

describe('the scopes', () => {
  const NONE = { auditorUsers: [], monthlyReport: false, acknowledgeReaction: undefined };
  const VARIABLES = {
    APPROVER_USER_GROUP: { approverGroup: 'S0123ABCD' },
    AUDITOR_USERS: { auditorUsers: ['U0123ABCD'] },
    AUDITOR_USER_GROUP: { auditorGroup: 'S0123ABCD' },
    OPERATOR_EMAIL_DOMAIN: { operatorEmailDomain: 'example.com' },
    MONTHLY_REPORT: { monthlyReport: true },
    ACKNOWLEDGE_REACTION: { acknowledgeReaction: 'white_check_mark' },
  };
  const [scopes, events] = parsePage(readFileSync(new URL('../../docs/slack.md', import.meta.url), 'utf8')).tables;
  const rowsOf = (table: readonly (readonly string[])[] = []) =>
    table.slice(1).map(([name = '', requested = '']) => [name.replaceAll('`', ''), requested] as const);
  const rows = rowsOf(scopes);

  test('docs/slack.md explains every scope of the app, and no other', () => {
    expect(rows.map(([scope]) => scope)).toEqual([...listScopeNeeds(WHOLE_APP).keys()]);
    expect(manifest.oauth_config.scopes.bot).toEqual([...listScopeNeeds(WHOLE_APP).keys()]);
  });

  test.each(rows)('the scope %s is requested as docs/slack.md says: %s', (scope, requested) => {
    const needOf = (settings: object) => listScopeNeeds({ ...NONE, ...settings }).get(scope as Scope);
    const words = { required: /^always$/, optional: /^optional/, unneeded: /^only with/ };
    expect(requested).toMatch(words[needOf({}) ?? 'unneeded']);
    for (const [variable, setting] of Object.entries(VARIABLES)) {
      const isNamed = requested.includes(`\`${variable}\``);
      expect(needOf(setting) === 'required', variable).toBe(requested === 'always' || isNamed);
    }
  });

  test('docs/slack.md explains every event of the app, and when it is subscribed to', () => {
    expect(rowsOf(events).map(([event]) => event)).toEqual(listBotEvents(WHOLE_APP));
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(listBotEvents(WHOLE_APP));
    for (const [event, subscribed] of rowsOf(events))
      for (const [variable, setting] of Object.entries({ nothing: {}, ...VARIABLES })) {
        const isListed = listBotEvents({ ...NONE, ...setting }).some((one) => one === event);
        expect(isListed, `${event} with ${variable}`).toBe(
          subscribed === 'always' || subscribed.includes(`\`${variable}\``),
        );
      }
  });

  test('the scope without which Slack sends no reaction is requested whenever the event is, and only then', () => {
    for (const setting of [{}, ...Object.values(VARIABLES)]) {
      const given = { ...NONE, ...setting };
      expect(listScopeNeeds(given).get('reactions:read') === 'required').toBe(
        listBotEvents(given).includes('reaction_added'),
      );
    }
  });

  test('the variables of the settings decide as the app reads them', () => {
    const slackApp = (app: Json) => {
      const settings = settingsOf('example');
      return slackAppOf(checkSettings({ ...settings, app: { ...settings.app, ...app } }));
    };
    const name = 'bastion-ack';
    expect(slackApp({ AUDITOR_USERS: [], MONTHLY_REPORT: false })).toEqual({ name, ...NONE });
    expect(slackApp({ AUDITOR_USERS: ['U1', 'U2'], MONTHLY_REPORT: true })).toEqual({
      name,
      auditorUsers: ['U1', 'U2'],
      monthlyReport: true,
    });
    expect(slackApp({ ACKNOWLEDGE_REACTION: '' })).toEqual({ name, ...NONE });
    expect(slackApp({ ACKNOWLEDGE_REACTION: ':認識済み:' })).toMatchObject({ acknowledgeReaction: ':認識済み:' });
  });

  test.each([
    ['an endpoint', (app: SlackApp) => fillManifest(ADDRESS, false, app)],
    ['Socket Mode', (app: SlackApp) => fillManifest(undefined, true, app)],
  ])(
    'the manifest for %s has the reaction and its scope only with ACKNOWLEDGE_REACTION, and always Home',
    (_, fill) => {
      const home = { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true };
      const without: Json = fill({ ...WHOLE_APP, acknowledgeReaction: undefined });
      expect(without.features.app_home).toEqual(home);
      expect(without.settings.event_subscriptions.bot_events).toEqual(['app_home_opened']);
      expect(JSON.stringify(without)).not.toContain('reaction');
      const having: Json = fill({ ...WHOLE_APP, acknowledgeReaction: '認識済み' });
      expect(having.features.app_home).toEqual(home);
      expect(having.settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'reaction_added']);
      expect(having.oauth_config.scopes.bot).toContain('reactions:read');
      expect(having.oauth_config.scopes.bot_optional).not.toContain('reactions:read');
    },
  );

  test('only an endpoint has a request URL for events', () => {
    const endpoint: Json = fillManifest(ADDRESS, false);
    expect(endpoint.settings.event_subscriptions.request_url).toBe(`${ADDRESS}slack/events`);
    const socket: Json = fillManifest(undefined, true);
    expect(socket.settings.event_subscriptions).not.toHaveProperty('request_url');
  });

  test('the app asks for no scope to read or open direct messages: a message to a person needs chat:write only', () => {
    expect([...listScopeNeeds(WHOLE_APP).keys()].filter((scope) => /^(?:im|mpim):/.test(scope))).toEqual([]);
  });

  test('the app and its bot have the name of the deployment', () => {
    expect(fillManifest(ADDRESS, false, { ...WHOLE_APP, name: 'second' })).toMatchObject({
      display_information: { name: 'second' },
      features: { bot_user: { display_name: 'second' } },
    });
  });

  test('a scope that may be left out stands in both lists, as Slack demands', () => {
    const { bot, bot_optional } = manifest.oauth_config.scopes;
    expect(bot).toEqual(expect.arrayContaining(bot_optional));
    expect(fillManifest(ADDRESS, false, WHOLE_APP)).toMatchObject({ oauth_config: manifest.oauth_config });
  });
});
