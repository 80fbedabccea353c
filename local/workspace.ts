// The trial with a real Slack workspace, by Socket Mode: AWS is fictitious, and every notice is marked as a trial.
import { LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { CheckName } from '../app/checks/check-names.ts';
import type { Checking } from '../app/checks/ports.ts';
import { composeAudit } from '../app/composition/audit.ts';
import { createAuditHandler } from '../app/composition/audit-handler.ts';
import { type AppContext, compose } from '../app/composition/core.ts';
import { createRecordsHandler } from '../app/composition/records-handler.ts';
import { bindSlackUseCases } from '../app/composition/slack-use-cases.ts';
import { startReading } from '../app/composition/startup.ts';
import { createWatchdogHandler, withChecking } from '../app/composition/watchdog-handler.ts';
import { type Config, readConfig, VARIABLES } from '../app/config/read-config.ts';
import { createSlackApp } from '../app/slack/inbound/bolt-app.ts';
import type { SlackUseCases } from '../app/slack/inbound/use-cases.ts';
import { createBreakage } from './aws/deployment/breakage.ts';
import { createCheckRuns } from './check-board.ts';
import { dropInheritedVariables } from './environment.ts';
import { createHandlerJournal } from './handler-journal.ts';
import { type Functions, startLocalAws } from './local-aws.ts';
import { createAwsSettings, type OnDeadline, TARGETS } from './settings.ts';
import type { World, WorldOptions } from './world.ts';

/** These look at Slack, which is real here. */
const CHECKS_OF_SLACK: readonly CheckName[] = [
  'secrets',
  'bot-token',
  'scopes',
  'channels',
  'approvers',
  'endpoint',
  'slack-requests',
  'clock',
];

/**
 * Reads SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_CHANNEL and the approvers' variables from the environment.
 * @throws {ConfigError} that lists all missing variables
 * @throws {Error} if Slack refuses the token
 */
export async function startWorkspace({
  locale,
  timeZone,
  times,
  onDeadline,
  acknowledgement,
  ...options
}: WorldOptions): Promise<World> {
  const config = readWorkspace({
    LOCALE: locale,
    TIME_ZONE: timeZone,
    TIMES: times,
    ...readDeadline(onDeadline),
    ...acknowledgement,
  });
  const journal = createHandlerJournal(options);
  const breakage = createBreakage();
  let opened: Opened | undefined;
  const aws = await startLocalAws({
    keepDir: options.keepDir,
    breakage,
    onChange: options.onChange,
    onInvoked: journal.add,
    load: async (environment) => {
      Object.assign(process.env, environment);
      opened = await openWorkspace(config);
      return opened.functions;
    },
  });

  const { runChecks, board } = createCheckRuns({
    locale,
    timeZone,
    now: () => new Date(),
    async run() {
      if (opened === undefined) throw new Error('The workspace is not connected yet.');
      return opened.checking.run();
    },
    isBroken: (check) => (CHECKS_OF_SLACK.includes(check) ? undefined : breakage.isBroken(check)),
    onChange: options.onChange,
  });

  return {
    ...aws,
    click: refuseInSlack,
    submit: refuseInSlack,
    closeModal: refuseInSlack,
    openHome: refuseInSlack,
    react: refuseInSlack,
    say: refuseInSlack,
    async forward() {
      throw new Error('Your Slack workspace uses real time: the clock cannot be moved here.');
    },
    async turn({ name, on }) {
      if (name === 'endpointFlooded')
        throw new Error('Your Slack workspace uses Socket Mode: there is no endpoint here.');
      if (name === 'slackDown') throw new Error('Your Slack workspace is real: it cannot be switched off here.');
      const turned = aws.turn(name, on);
      options.onChange();
      await turned;
    },
    environment() {
      throw new Error('Your Slack workspace is real: its token is not given away.');
    },
    runChecks,
    async breakCheck({ check, broken }) {
      if (CHECKS_OF_SLACK.includes(check))
        throw new Error('Your Slack workspace is real: this check cannot be broken here.');
      await aws.breakCheck(check, broken);
      options.onChange();
    },
    snapshot: () => ({
      mode: 'workspace',
      locale,
      timeZone,
      now: new Date().toISOString(),
      switches: aws.switches(),
      board: board(),
      channels: [{ id: config.SLACK_CHANNEL, name: config.SLACK_CHANNEL }],
      people: [],
      targets: Object.entries(TARGETS).map(([id, name]) => ({ id, name })),
      userGroups: {},
      messages: [],
      modals: [],
      homes: [],
      emoji: [],
      sessions: aws.sessions(),
      invocations: journal.latest(),
      bus: aws.bus(),
    }),
    async close() {
      await opened?.receiver.stop();
      await aws.close();
    },
  };
}

/** Reads the user's variables of the workspace; all others are the trial's own. */
function readWorkspace(options: Record<string, string>): Config<'workspace'> {
  const inherited = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
  dropInheritedVariables(process.env);
  return readConfig('workspace', {
    ...inherited,
    ...options,
    ...createAwsSettings(),
    SLACK_SECRETS_PATH: '',
  });
}

/** The user's own variable applies without the option. */
function readDeadline(onDeadline: OnDeadline | undefined): Record<string, string> {
  return onDeadline === undefined ? {} : { ON_DEADLINE: onDeadline };
}

interface Opened {
  readonly receiver: SocketModeReceiver;
  readonly functions: Functions;
  readonly checking: Checking;
}

async function openWorkspace(config: Config<'workspace'>): Promise<Opened> {
  const composing = compose(config, startReading(config), { slackTimeoutMillis: 10_000, trial: true });
  const composed = await composing;
  const teamId = config.SLACK_TEAM_ID ?? (await findTeamId(composed));
  const clientOptions = config.SLACK_API_URL === undefined ? {} : { slackApiUrl: config.SLACK_API_URL };
  const receiver = new SocketModeReceiver({
    appToken: config.SLACK_APP_TOKEN,
    installerOptions: { clientOptions },
    logLevel: LogLevel.ERROR,
  });
  const { ports, settings } = composed;
  const bound = bindSlackUseCases(ports, settings);
  const useCases: SlackUseCases = {
    ...bound,
    async requestChecks(asked) {
      // By Socket Mode no request passes the endpoint, which notes those of a deployment.
      await bound.noteRequest();
      return bound.requestChecks(asked);
    },
  };
  createSlackApp({ ...composed, clock: ports.clock, useCases, receiver, teamId, apiUrl: config.SLACK_API_URL });
  await receiver.start();
  const checked = withChecking(config, composed);
  return {
    receiver,
    checking: checked.checking,
    functions: {
      'session-events': createRecordsHandler(() => composing),
      watchdog: createWatchdogHandler(async () => checked),
      'audit-export': createAuditHandler(() => composeAudit(config, composing)),
      slack: async () => {
        throw new Error('Slack uses Socket Mode here.');
      },
    },
  };
}

async function findTeamId({ client }: AppContext): Promise<string> {
  const { team_id: teamId } = await client.auth.test();
  if (teamId === undefined)
    throw new Error('Slack does not say which workspace the token belongs to: set SLACK_TEAM_ID.');
  return teamId;
}

async function refuseInSlack(): Promise<never> {
  throw new Error('The notices are in your Slack workspace: answer them there.');
}
