// A whole made-up world: an AWS, a Slack, five people, and between them the handlers as they run on Lambda.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import manifest from '../manifest.json' with { type: 'json' };
import { type Cloud, type Functions, startCloud, TABLE_NAME, TARGETS } from './cloud.ts';
import { dropInherited } from './environment.ts';
import { createJournal, type Listeners } from './journal.ts';
import { createFront } from './slack/front.ts';
import type { StandInMessage } from './slack/message.ts';
import { startSlack } from './slack/stand-in.ts';
import { BOT, type StandInPerson } from './slack/workspace.ts';
import type { ClickRequest, PageMessage, Person, SayRequest, Snapshot } from './snapshot.ts';

/** What the page shows, and what it can ask for. */
export interface World extends Pick<Cloud, 'start' | 'denied' | 'repeat' | 'end' | 'close'> {
  snapshot(): Snapshot;
  /** @throws Error when the message is not there */
  click(click: ClickRequest): Promise<void>;
  say(saying: SayRequest): Promise<void>;
}

export interface WorldOptions extends Listeners {
  readonly locale: 'en' | 'ja';
  readonly timeZone: string;
  /** Folder that keeps everything; in memory only without it. */
  readonly keepDir?: string | undefined;
}

const CHANNEL = { id: 'C0BASTION01', name: 'bastion' };
const GROUP = { id: 'S0APPROVERS', handle: 'approvers' };
const DOMAIN = 'example.com';

// One approver is named by the settings, the other is a member of the group: both ways are alive here.
const APPROVER = { id: 'U0APPROVER1', name: 'approver-1', role: 'approver' } as const;
const GROUP_APPROVER = { id: 'U0APPROVER2', name: 'approver-2', role: 'approver' } as const;
const OPERATOR = { id: 'U0OPERATOR1', name: 'operator', role: 'operator', email: `operator@${DOMAIN}` } as const;
const PEOPLE: readonly (StandInPerson & Person)[] = [
  APPROVER,
  GROUP_APPROVER,
  OPERATOR,
  { id: 'U0BYSTANDER', name: 'bystander', role: 'bystander' },
  { id: 'U0GUEST0001', name: 'guest', role: 'guest', guest: true },
];

/** A page that is open for days shows the latest ones. */
const SHOWN_MESSAGES = 300;

/** @throws Error when `keepDir` cannot be used, for instance because another start uses it */
export async function startWorld({ locale, timeZone, keepDir, onChange, onFault }: WorldOptions): Promise<World> {
  dropInherited(process.env);
  const journal = createJournal({ onChange, onFault });
  const scopes = manifest.oauth_config.scopes.bot;
  const signingSecret = randomBytes(16).toString('hex');
  const slack = await startSlack({
    scopes,
    channel: CHANNEL,
    people: [...PEOPLE],
    userGroups: [{ ...GROUP, users: [GROUP_APPROVER.id] }],
    keepFile: keepDir && join(keepDir, 'messages.json'),
  });
  const cloud = await startCloud({
    keepDir,
    onChange,
    onInvoked: journal.add,
    load: (environment) => {
      Object.assign(process.env, environment, settingsOf({ locale, timeZone }), {
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_TEAM_ID: slack.teamId,
      });
      return loadHandlers();
    },
  }).catch(async (fault: unknown) => {
    await slack.close();
    throw fault;
  });
  slack.onChange(onChange);
  const deliver = async (event: APIGatewayProxyEventV2) => httpAnswer.parse(await cloud.invoke('slack', event));
  const front = createFront({ slack, channel: CHANNEL, scopes, signingSecret, deliver });

  return {
    ...cloud,
    click: ({ personId, ...click }) => front.click(personOf(personId), click),
    async say({ personId, text }) {
      const person = personOf(personId);
      const command = /^\/bastion(?:\s+(.*))?$/s.exec(text.trim());
      if (command) return front.command(person, '/bastion', command[1] ?? '');
      slack.addMessage({ place: 'channel', channel: CHANNEL.id, user: person.id, text: escaped(text), blocks: [] });
    },
    snapshot: () => ({
      mode: 'page',
      locale,
      timeZone,
      channelName: CHANNEL.name,
      people: PEOPLE.map(({ id, name, role }) => ({ id, name, role })),
      targets: Object.entries(TARGETS).map(([id, name]) => ({ id, name })),
      userGroups: { [GROUP.id]: GROUP.handle },
      messages: slack.messages().slice(-SHOWN_MESSAGES).map(toldToPage),
      sessions: cloud.sessions(),
      invocations: journal.latest(),
    }),
    async close() {
      await cloud.close();
      await slack.close();
    },
  };
}

/** All that the handlers read and that is not the address or the secret of something just started. */
function settingsOf({ locale, timeZone }: Pick<WorldOptions, 'locale' | 'timeZone'>): Record<string, string> {
  return {
    SESSIONS_TABLE: TABLE_NAME,
    SLACK_CHANNEL: CHANNEL.id,
    BASTION_TARGETS: JSON.stringify(TARGETS),
    APPROVER_USERS: APPROVER.id,
    APPROVER_USER_GROUP: GROUP.id,
    OPERATORS: JSON.stringify({ operator: OPERATOR.id }),
    OPERATOR_EMAIL_DOMAIN: DOMAIN,
    TIME_ZONE: timeZone,
    LOCALE: locale,
    WATCHDOG_FUNCTION: 'watchdog',
    // Metrics are lines of JSON for CloudWatch, and would fill the terminal.
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
}

/** The very handlers that are deployed. They read the environment when they are loaded, so not before. */
async function loadHandlers(): Promise<Functions> {
  const [slack, sessionEvents, watchdog] = await Promise.all([
    import('../handlers/slack.ts'),
    import('../handlers/session-events.ts'),
    import('../handlers/watchdog.ts'),
  ]);
  return {
    slack: (event) => slack.handler(httpRequest.parse(event)),
    'session-events': sessionEvents.handler,
    watchdog: watchdog.handler,
  };
}

const httpRequest = z.custom<APIGatewayProxyEventV2>((event) => typeof event === 'object' && event !== null);
const httpAnswer = z.object({ statusCode: z.number(), body: z.string().optional() });

function personOf(id: string): StandInPerson {
  const person = PEOPLE.find((one) => one.id === id);
  if (person === undefined) throw new Error(`There is nobody ${id} here.`);
  return person;
}

/** As Slack's own clients send what people type. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toldToPage({ channel: _channel, metadata: _metadata, user, ...message }: StandInMessage): PageMessage {
  return { ...message, author: user === BOT.userId ? 'app' : user };
}
