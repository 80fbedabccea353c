// Reads of Parameter Store that begin before the rest of the program is loaded.
import { openParameterStore, type ParameterStore } from '../aws/ssm/parameter-store.ts';
import { readParameter, readSlackSecrets, type SlackSecrets } from '../aws/ssm/parameters.ts';
import { type Config, parseOperators, parseTargets, refuseToTerminateEverywhere } from '../config/read-config.ts';
import type { WorkflowSettings } from '../workflow/settings.ts';

/** Every handler has these; readConfig checks the demands of a single one. */
export type Settled = Config<'session-events'>;

export interface StartupReads {
  readonly secrets: Promise<SlackSecrets>;
  readonly settings: Promise<WorkflowSettings>;
}

/** Secrets from Parameter Store count as current for this long, whatever a stranger sends. */
export const SECRETS_LIFETIME_MILLIS = 60_000;

export interface ReadOptions {
  /** True for the function that verifies Slack's requests: no other may read the signing secret */
  readonly verifies: boolean;
}

/** Begins the reads at once. A failure reaches the code that awaits it. */
export function startReading(config: Settled, options: ReadOptions = { verifies: false }): StartupReads {
  const store = openParameterStore();
  const reads = { secrets: secretsOf(config, store, options), settings: settingsOf(config, store) };
  for (const read of [reads.secrets, reads.settings]) read.catch(() => {});
  return reads;
}

/** @returns a function that begins the reads; its first call returns those that have begun already */
export function createStartupReads(config: Settled, options?: ReadOptions): () => StartupReads {
  let first: StartupReads | undefined = startReading(config, options);
  return () => {
    const reads = first ?? startReading(config, options);
    first = undefined;
    return reads;
  };
}

async function secretsOf(config: Settled, store: ParameterStore, options: ReadOptions): Promise<SlackSecrets> {
  const { SLACK_SECRETS_PATH: path, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (path !== undefined) return readSlackSecrets(store, path, options);
  if (botToken === undefined) throw new Error('SLACK_BOT_TOKEN is not set: readConfig should have said so');
  return { botToken, signingSecret };
}

async function settingsOf(config: Settled, store: ParameterStore): Promise<WorkflowSettings> {
  const { BASTION_TARGETS: targetsOr, OPERATORS: operatorsOr } = config;
  const read = (name: string) => readParameter(store, name);
  const [targets, operators] = await Promise.all([
    'value' in targetsOr ? targetsOr.value : read(targetsOr.parameter).then(parseTargets),
    'value' in operatorsOr ? operatorsOr.value : read(operatorsOr.parameter).then(parseOperators),
  ]);
  refuseToTerminateEverywhere(config, targets);
  return {
    targets,
    operators,
    remindAfterMinutes: config.REMIND_AFTER_MINUTES,
    acknowledgeWithinMinutes: config.ACKNOWLEDGE_WITHIN_MINUTES,
    lapseAfterHours: config.LAPSE_AFTER_HOURS,
    onDeadline: config.ON_DEADLINE,
    warnBeforeMinutes: config.WARN_BEFORE_MINUTES,
    noticeWithinMinutes: config.NOTICE_WITHIN_MINUTES,
    onNoNotice: config.ON_NO_NOTICE,
    channel: config.SLACK_CHANNEL,
    escalationChannel: config.ESCALATION_CHANNEL,
    warnOnHost: config.WARN_ON_HOST,
    fourEyes: config.FOUR_EYES,
    askReason: config.ASK_REASON,
    tellOperator: config.TELL_OPERATOR,
    confirmEveryHours: config.CONFIRM_EVERY_HOURS,
    approverUsers: config.APPROVER_USERS,
    approverGroup: config.APPROVER_USER_GROUP,
    operatorEmailDomain: config.OPERATOR_EMAIL_DOMAIN,
    pinnedRoles: config.PINNED_ROLES,
    shellDocuments: config.SHELL_DOCUMENTS,
    auditorUsers: config.AUDITOR_USERS,
    auditorGroup: config.AUDITOR_USER_GROUP,
    timeZone: config.TIME_ZONE,
    digestAt: config.DIGEST_AT,
    monthlyReport: config.MONTHLY_REPORT,
    heartbeat: config.HEARTBEAT,
    pollEverySeconds: config.POLL_EVERY_SECONDS,
    replayEveryMinutes: config.REPLAY_EVERY_MINUTES,
  };
}
