// The app as Slack speaks to it, over the real protocol, with a workflow that answers what a test says.
import { AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import { createSlackApp } from '../../../app/slack/inbound/bolt-app.ts';
// Loaded by the first command or press otherwise, which on a busy machine takes longer than Slack waits.
import '../../../app/slack/inbound/slash-command.ts';
import '../../../app/slack/inbound/private-answers.ts';
import '../../../app/slack/inbound/acts/open-modal.ts';
import '../../../app/slack/inbound/acts/reactions.ts';
import '../../../app/slack/inbound/acts/submissions.ts';
import '../../../app/slack/inbound/home.ts';
import '../../../app/slack/views/reconfirmed.ts';
import type { MessagePlace } from '../../../app/session/follow-ups.ts';
import type { Session } from '../../../app/session/session.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';
import type { AcknowledgeReaction } from '../../../app/slack/inbound/acts/reactions.ts';
import type { SlackUseCases } from '../../../app/slack/inbound/use-cases.ts';
import { createDirectory } from '../../../app/slack/outbound/directory.ts';
import type { ActionOutcome, Click } from '../../../app/workflow/act-on-session.ts';
import type { CheckRequestOutcome } from '../../../app/workflow/checks/request-checks.ts';
import { judge } from '../../../app/workflow/queries/find-sessions.ts';
import type { History, HistoryQuestion } from '../../../app/workflow/queries/history.ts';
import type { Home } from '../../../app/workflow/queries/home.ts';
import { type Span, sliceOf } from '../../../app/workflow/queries/list-slice.ts';
import type { Pending } from '../../../app/workflow/queries/pending.ts';
import type { Presence } from '../../../app/workflow/queries/who.ts';
import type { ExportOutcome } from '../../../app/workflow/request-export.ts';
import type { DigestClick, DigestOutcome } from '../../../app/workflow/watchdog/send-digest.ts';
import { blocks } from '../../../local/slack/blocks.ts';
import type { StandInMessage } from '../../../local/slack/message.ts';
import { signRequest } from '../../../local/slack/signed-request.ts';
import { createSlackClient } from '../../../local/slack/slack-client.ts';
import { type StandInPerson, toDirectChannelId } from '../../../local/slack/workspace.ts';
import { APPROVER, aSession, CHANNEL, MESSAGE_OPTIONS, OPERATOR, SECOND_APPROVER } from './notice-states-fixture.ts';
import { GUEST, openSlack, stoppedClock } from './slack-fixture.ts';
import { aHome } from './views/home/home-fixture.ts';
import { draw } from './views-fixture.ts';

export const ELSEWHERE = 'C0ELSEWHERE';
/** The app is not a member of this one. */
export const FOREIGN = 'C0FOREIGN01';
const NOW = '2026-11-24T08:10:00.000Z';

/** A list as a whole: the part of it that is asked for is answered. */
type Whole<T> = Omit<T, 'before' | 'total'>;

/** The next answers of the workflow. */
export interface Answers {
  outcome: ActionOutcome | Promise<ActionOutcome>;
  listed: DigestOutcome;
  pending: Whole<Pending>;
  presence: Whole<Presence> | Promise<Whole<Presence>>;
  /** All that are meant, whoever asks */
  meant: readonly Session[];
  standing: Awaited<ReturnType<SlackUseCases['approverStatus']>>;
  history: History;
  home: Home | Promise<Home>;
  exporting: ExportOutcome;
  checking: CheckRequestOutcome;
  fault: Error | undefined;
  /** Of the question who somebody is alone */
  faultOfStanding: Error | undefined;
}

interface DeskOptions {
  readonly messageOptions?: MessageOptions;
  readonly cardSecret?: string;
  /** The workspace that the app is for; Slack's own unless given */
  readonly teamId?: string;
  /** The approver, as Slack knows them */
  readonly approver?: StandInPerson | undefined;
  /** The organisation that Slack says we are in */
  readonly enterpriseId?: string | undefined;
  readonly acknowledgeReaction?: AcknowledgeReaction;
}

export async function openDesk({
  messageOptions = MESSAGE_OPTIONS,
  approver = PEOPLE.approver,
  enterpriseId,
  ...options
}: DeskOptions = {}) {
  const scopes = ['chat:write', 'commands', 'users:read', 'reactions:read'];
  const otherChannels = [
    { id: ELSEWHERE, name: 'elsewhere' },
    { id: FOREIGN, name: 'foreign', hasBot: false },
  ];
  const { slack, client } = await openSlack({
    scopes,
    otherChannels,
    people: [approver, PEOPLE.second, PEOPLE.operator, PEOPLE.guest],
    ...(enterpriseId === undefined ? {} : { enterpriseId }),
  });
  const clock = stoppedClock(NOW);
  const answers: Answers = {
    outcome: { outcome: 'done', session: aSession('acknowledged'), did: 'acknowledged' },
    listed: { outcome: 'done', acknowledged: 0, vouched: 0, own: 0, already: 0, failed: 0 },
    pending: { all: true, approver: 'yes', sessions: [] },
    presence: { source: 'ssm', at: NOW, sessions: [] },
    meant: [],
    standing: 'yes',
    history: { all: true, days: 7, sessions: [], more: false },
    home: aHome(),
    exporting: { outcome: 'started', label: '2026-11', format: 'csv' },
    checking: 'started',
    fault: undefined,
    faultOfStanding: undefined,
  };
  const clicks: (Click & { button: string; note?: string })[] = [];
  const reasons: Parameters<SlackUseCases['giveReason']>[0][] = [];
  const placesAsked: MessagePlace[] = [];
  const listClicks: DigestClick[] = [];
  const asked: string[] = [];
  const questions: HistoryQuestion[] = [];
  const exports: { words: string; userId: string }[] = [];
  const notedRequests: string[] = [];
  const checksAsked: { userId: string; responseUrl: string | undefined }[] = [];
  const pendingOf: string[] = [];
  const homesOf: string[] = [];
  const spans: Span[] = [];
  const counted: string[] = [];
  const faults: string[] = [];

  const tell = async <T>(value: T | Promise<T>): Promise<T> => {
    if (answers.fault) throw answers.fault;
    return value;
  };
  const press = (button: string) => (click: Click, note?: string) => {
    clicks.push({ ...click, button, ...(note !== undefined && { note }) });
    return tell(answers.outcome);
  };
  const part = async <T extends { readonly sessions: readonly unknown[] }>(whole: T | Promise<T>, span: Span) => {
    spans.push(span);
    const told = await tell(whole);
    return { ...told, ...sliceOf<T['sessions'][number]>(told.sessions, span) };
  };
  const who = (span: Span): Promise<Presence> => part(answers.presence, span);
  const pending = (userId: string, span: Span): Promise<Pending> => {
    pendingOf.push(userId);
    return part(answers.pending, span);
  };
  const standing = async () => {
    if (answers.faultOfStanding) throw answers.faultOfStanding;
    return tell(answers.standing);
  };
  const useCases: SlackUseCases = {
    acknowledge: press('acknowledge'),
    terminate: press('terminate'),
    withdraw: press('withdraw'),
    reconfirm: (click, act) => press(act)(click),
    giveReason: (given) => {
      reasons.push(given);
      return tell(answers.outcome);
    },
    findByNotice: async (place) => {
      placesAsked.push(place);
      return (await tell(answers.meant)).find(
        ({ noticed }) => noticed?.channel === place.channel && noticed.ts === place.ts,
      )?.id;
    },
    acknowledgeListed: (click) => {
      listClicks.push(click);
      return tell(answers.listed);
    },
    who,
    pending,
    overview: async (userId, spans) => ({
      pending: await pending(userId, spans.pending),
      presence: await who(spans.presence),
    }),
    home: (userId) => {
      homesOf.push(userId);
      return tell(answers.home);
    },
    approverStatus: standing,
    async findSessions({ meant, ...wish }, span) {
      asked.push(meant);
      spans.push(span);
      const approver = await standing();
      const { visible, isUsable, refusalIn } = judge(await tell(answers.meant), { ...wish, approver });
      const usable = sliceOf(visible.filter(isUsable), span);
      return { approver, usable, refused: sliceOf(visible, span), refusal: refusalIn(visible) };
    },
    session: async (sessionId) => {
      asked.push(sessionId);
      return (await tell(answers.meant)).find(({ id }) => id === sessionId);
    },
    history: (question) => {
      questions.push(question);
      return tell(answers.history);
    },
    noteRequest: async () => void notedRequests.push('noted'),
    requestChecks: (asked) => {
      checksAsked.push(asked);
      return tell(answers.checking);
    },
    requestExport: (asked) => {
      exports.push(asked);
      return tell(answers.exporting);
    },
  };

  const signingSecret = 'of-the-test';
  const receiver = new AwsLambdaReceiver({ signingSecret, signatureVerification: false, logLevel: LogLevel.ERROR });
  createSlackApp({
    receiver,
    client,
    teamId: slack.teamId,
    messageOptions,
    useCases,
    directory: createDirectory(client, clock),
    monitor: {
      count: (metric) => counted.push(metric),
      measure: () => {},
      fault: (what) => faults.push(what),
    },
    clock,
    workspaceUrl: { read: async () => undefined },
    apiUrl: slack.apiUrl,
    ...options,
  });
  const handler = receiver.toHandler();
  const channel = { id: CHANNEL, name: 'bastion' };
  const slackClient = createSlackClient({
    slack,
    channel,
    otherChannels,
    scopes,
    signingSecret,
    events: ['reaction_added', 'reaction_removed', 'app_home_opened'],
    retryAfterMillis: [],
    deliver: (event) => handler(event, {}),
  });

  return {
    slack,
    clock,
    answers,
    questions,
    exports,
    checksAsked,
    notedRequests,
    clicks,
    listClicks,
    reasons,
    placesAsked,
    asked,
    /** Whose list was asked for */
    pendingOf,
    /** Whose Home was asked for */
    homesOf,
    /** Which rows of a list were asked for, each time */
    spans,
    counted,
    faults,
    /** @returns what the person reads of it */
    async type(words: string, person: StandInPerson = PEOPLE.approver, where = CHANNEL): Promise<StandInMessage> {
      await slackClient.command(person, '/bastion', words, where);
      return latestOf(slack.messages());
    },
    /** The acts of people in Slack, as its client sends them */
    client: slackClient,
    /** @returns the app's answer to a payload that no client of Slack's makes */
    send: (payload: object) => {
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      return handler(signRequest(body, signingSecret, new Date()), {});
    },
    /** @returns the app's answer to an event */
    sendEvent: (event: object) => {
      const body = JSON.stringify({ type: 'event_callback', team_id: slack.teamId, event_id: 'Ev0', event });
      return handler(signRequest(body, signingSecret, new Date(), 'application/json'), {});
    },
    /** @param to the only reader of a direct message @returns a message of the app */
    post(
      { text, blocks }: { text: string; blocks: readonly unknown[] },
      { threadTs, to }: { threadTs?: string; to?: StandInPerson } = {},
    ): StandInMessage {
      const where =
        to === undefined
          ? ({ channel: CHANNEL, place: 'channel' } as const)
          : ({ channel: toDirectChannelId(to.id), place: 'direct', visibleTo: to.id } as const);
      const ts = slack.addMessage({ ...where, threadTs, user: slack.botUserId, text, blocks: [...blocks] });
      return latestOf(slack.messages().filter((one) => one.ts === ts));
    },
    /** @returns what the person reads of it, in place of the message or beside it; undefined when nothing was said */
    async press(
      on: StandInMessage,
      { actionId, blockId, value }: { actionId: string; blockId: string; value: string },
      person: StandInPerson = PEOPLE.approver,
    ): Promise<StandInMessage | undefined> {
      const before = slack.messages();
      await slackClient.click(person, { messageTs: on.ts, actionId, blockId, value });
      const after = slack.messages();
      return after[before.length] ?? after.find((message, index) => message !== before[index]);
    },
  };
}

export const PEOPLE = {
  approver: { id: APPROVER, name: 'approver-1' },
  second: { id: SECOND_APPROVER, name: 'approver-2' },
  operator: { id: OPERATOR, name: 'operator' },
  guest: { id: GUEST, name: 'guest', guest: true },
} satisfies Record<string, StandInPerson>;

function latestOf(messages: readonly StandInMessage[]): StandInMessage {
  const latest = messages.at(-1);
  if (latest === undefined) throw new Error('nothing was said');
  return latest;
}

/** A message as its reader sees it, line by line. */
export function linesOf(message: StandInMessage | undefined): string[] {
  return message === undefined ? [] : draw({ blocks: blocks.parse(message.blocks) });
}

/** The buttons of a message, as a press of one carries them. */
export function buttonsOf(message: StandInMessage): { actionId: string; blockId: string; value: string }[] {
  return blocks
    .parse(message.blocks)
    .flatMap((block) =>
      block.type === 'actions'
        ? block.elements
            .filter((element) => element.type === 'button')
            .map(({ action_id: actionId = '', value = '' }) => ({ actionId, value, blockId: block.block_id ?? '' }))
        : [],
    );
}
