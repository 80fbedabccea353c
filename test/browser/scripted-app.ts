// The page over the trial's Slack, with a scripted app: for what a page of Slack does whatever the app answers.
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll } from 'vitest';
import type { Locale } from '../../app/lib/locale.ts';
import { type LocalSlack, startLocalSlack } from '../../local/local-slack.ts';
import { type PageServer, startPageServer } from '../../local/page-server.ts';
import { CHANNEL, ON_CALL, PEOPLE } from '../../local/settings.ts';
import type { Answer } from '../../local/slack/delivery.ts';
import { BOT_TOKEN } from '../../local/slack/workspace.ts';
import type { World } from '../../local/world.ts';

/** A request that the app has received: an interaction's payload, or the body of an event. */
// biome-ignore lint/suspicious/noExplicitAny: a payload of Slack has many shapes
export type Payload = any;

export interface ScriptedApp {
  readonly web: WebClient;
  readonly received: Payload[];
  answer: (payload: Payload) => Answer | Promise<Answer>;
}

/** Far above the port of `npm start` */
const PORT = 3700;

/** One page for the tests of a file. */
export function scriptedPage(locale: Locale = 'en') {
  let slack: LocalSlack | undefined;
  let server: PageServer | undefined;
  const app: { current?: ScriptedApp } = {};

  beforeAll(async () => {
    slack = await startLocalSlack({
      onChange: () => server?.notify(),
      app: {
        scopes: ['chat:write', 'commands', 'reactions:read'],
        events: ['app_home_opened', 'reaction_added', 'reaction_removed'],
        homeTab: true,
      },
      async deliver({ body = '', isBase64Encoded }) {
        const raw = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
        const payload: Payload = JSON.parse((isBase64Encoded ? new URLSearchParams(raw).get('payload') : raw) ?? '{}');
        app.current?.received.push(payload);
        return app.current?.answer(payload) ?? { statusCode: 200 };
      },
    });
    server = await startPageServer(createWorld(slack, locale), PORT);
    const web = new WebClient(BOT_TOKEN, { slackApiUrl: slack.environment.SLACK_API_URL ?? '' });
    app.current = { web, received: [], answer: () => ({ statusCode: 200 }) };
  });
  afterAll(async () => {
    await server?.close();
    await slack?.close();
  });

  return {
    url: () => server?.url ?? '',
    app(): ScriptedApp {
      if (app.current === undefined) throw new Error('The app is used within a test.');
      return app.current;
    },
  };
}

/** A world without AWS. */
function createWorld(slack: LocalSlack, locale: Locale): World {
  const refuse = async (): Promise<never> => {
    throw new Error('There is no AWS here.');
  };
  return {
    ...slack,
    start: refuse,
    denied: refuse,
    tamper: refuse,
    repeat: refuse,
    end: refuse,
    forward: refuse,
    turn: refuse,
    runChecks: refuse,
    breakCheck: refuse,
    environment: () => slack.environment,
    snapshot: () => ({
      mode: 'page',
      locale,
      timeZone: 'Asia/Tokyo',
      now: new Date().toISOString(),
      switches: {},
      board: { checks: [] },
      channels: [CHANNEL, ON_CALL],
      people: PEOPLE.map(({ id, name, role }) => ({ id, name, role })),
      targets: [],
      userGroups: {},
      ...slack.snapshot(),
      sessions: [],
      invocations: [],
      bus: { count: 0, latest: [] },
    }),
  };
}
