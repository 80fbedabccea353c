// The Slack of the trial, with the actions of its people.
import { randomBytes } from 'node:crypto';
import type { IsBroken } from './aws/deployment/breakage.ts';
import { SECRETS_PATH } from './aws/deployment/identity.ts';
import { CHANNEL, GROUP, GROUP_APPROVER, ON_CALL, PEOPLE } from './settings.ts';
import { EMOJI } from './slack/emoji.ts';
import type { StandInMessage } from './slack/message.ts';
import type { SubmissionResult } from './slack/modal-client.ts';
import { createSlackClient, type SlackClientOptions } from './slack/slack-client.ts';
import { startSlack } from './slack/stand-in.ts';
import { BOT, type StandInPerson, WORKSPACE_URL } from './slack/workspace.ts';
import type { SlackApp } from './slack-app.ts';
import type {
  ClickRequest,
  CloseRequest,
  HomeRequest,
  PageMessage,
  ReactRequest,
  SayRequest,
  Snapshot,
  SubmitRequest,
} from './snapshot.ts';

export interface LocalSlack {
  /** Variables for the handlers: the API's URL and the workspace. */
  readonly environment: Readonly<Record<string, string>>;
  /** In Parameter Store, by their name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The latest messages, oldest first, and the views that people see. */
  snapshot(): Pick<Snapshot, 'messages' | 'modals' | 'homes' | 'emoji' | 'workspaceUrl'>;
  /** @throws {Error} if the person does not see the message or the view, or Slack is down */
  click(click: ClickRequest): Promise<void>;
  /** @throws {Error} if the modal is not open, or Slack is down */
  submit(submitted: SubmitRequest): Promise<SubmissionResult>;
  /** @throws {Error} if the modal is not open */
  closeModal(closed: CloseRequest): Promise<void>;
  /** @throws {Error} if Slack is down */
  openHome(opened: HomeRequest): Promise<void>;
  /** @throws {Error} if the person does not see the message, or Slack is down */
  react(reacted: ReactRequest): Promise<void>;
  /** @throws {Error} if Slack is down, or for an unknown channel */
  say(saying: SayRequest): Promise<void>;
  /** Verifies the request URL, as Slack does once an app is created. */
  verifyUrl(): Promise<void>;
  isDown(): boolean;
  setDown(down: boolean): void;
  close(): Promise<void>;
}

export interface LocalSlackOptions extends Pick<SlackClientOptions, 'deliver'> {
  readonly app: SlackApp;
  /** File that keeps the messages; in memory only without it. */
  readonly keepFile?: string | undefined;
  readonly isBroken?: IsBroken | undefined;
  readonly onChange: () => void;
}

/** Bounds the snapshot of a trial that runs for days. */
const MAX_MESSAGES_SHOWN = 300;
const CHANNELS = { channel: CHANNEL, otherChannels: [ON_CALL] };

/** @throws {Error} if `keepFile` does not contain valid messages */
export async function startLocalSlack({
  app,
  deliver,
  keepFile,
  isBroken,
  onChange,
}: LocalSlackOptions): Promise<LocalSlack> {
  const { scopes, events, homeTab } = app;
  const signingSecret = randomBytes(16).toString('hex');
  const userGroups = [{ ...GROUP, users: [GROUP_APPROVER.id] }];
  const slack = await startSlack({ scopes, ...CHANNELS, people: [...PEOPLE], userGroups, homeTab, keepFile, isBroken });
  slack.onChange(onChange);
  const client = createSlackClient({ slack, ...CHANNELS, scopes, events, signingSecret, deliver });
  let down = false;

  function personOf(id: string): StandInPerson {
    const person = PEOPLE.find((one) => one.id === id);
    if (person === undefined) throw new Error(`There is no person ${id} here.`);
    return person;
  }

  function findPerson(id: string): StandInPerson {
    if (down) throw new Error('Slack is down: posts and buttons do not work.');
    return personOf(id);
  }

  return {
    environment: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_SECRETS_PATH: SECRETS_PATH,
      SLACK_TEAM_ID: slack.teamId,
    },
    secrets: new Map([
      [`${SECRETS_PATH}/bot-token`, slack.botToken],
      [`${SECRETS_PATH}/signing-secret`, signingSecret],
    ]),
    snapshot: () => ({
      messages: slack.messages().slice(-MAX_MESSAGES_SHOWN).map(toPageMessage),
      modals: slack.views.visible().map(({ id, personId, client, view }) => ({ id, personId, client, view })),
      homes: PEOPLE.flatMap(({ id: personId }) => {
        const home = slack.views.home(personId);
        return home === undefined ? [] : [{ id: home.id, personId, blocks: home.view.blocks }];
      }),
      emoji: [...EMOJI],
      workspaceUrl: WORKSPACE_URL,
    }),
    click: async ({ personId, ...click }) => client.click(findPerson(personId), click),
    submit: async ({ personId, viewId, typed }) => client.submit(findPerson(personId), viewId, typed),
    // People can close a modal whatever Slack does.
    closeModal: async ({ personId, viewId }) => client.close(personOf(personId), viewId),
    openHome: async ({ personId }) => client.openHome(findPerson(personId)),
    react: async ({ personId, messageTs, reaction, on }) => client.react(findPerson(personId), messageTs, reaction, on),
    async say({ personId, channelId = CHANNEL.id, text }) {
      const person = findPerson(personId);
      const command = /^\/bastion(?:\s+(.*))?$/s.exec(text.trim());
      if (command) return client.command(person, '/bastion', command[1] ?? '', channelId);
      if (![CHANNEL, ON_CALL].some(({ id }) => id === channelId)) throw new Error(`There is no channel ${channelId}.`);
      slack.addMessage({ place: 'channel', channel: channelId, user: person.id, text: escapeText(text), blocks: [] });
    },
    verifyUrl: client.verifyUrl,
    isDown: () => down,
    setDown(now) {
      down = now;
      slack.setDown(now);
    },
    close: slack.close,
  };
}

/** Escapes typed text as Slack's clients do. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toPageMessage({ metadata: _metadata, user, ...message }: StandInMessage): PageMessage {
  return { ...message, author: user === BOT.userId ? 'app' : user };
}
