// What is read of Parameter Store before anything else: it is on its way while the rest of the program is loaded.
import { openParameterStore, type ParameterStore } from '../aws/ssm/parameter-store.ts';
import { readParameter, readSlackSecrets, type SlackSecrets } from '../aws/ssm/parameters.ts';
import { type Config, parseOperators, parseTargets, refuseToTerminateEverywhere } from '../config/read-config.ts';
import type { WorkflowSettings } from '../workflow/settings.ts';

/** What every handler has; what only one of them demands is checked by readConfig. */
type Settled = Config<'session-events'>;

export interface StartupReads {
  readonly secrets: Promise<SlackSecrets>;
  readonly settings: Promise<WorkflowSettings>;
}

/** How long secrets from Parameter Store are taken for the current ones, whatever a stranger sends. */
export const SECRETS_LIFETIME_MILLIS = 60_000;

/** Asks at once. What fails is told to whoever awaits it. */
export function startReading(config: Settled): StartupReads {
  const store = openParameterStore();
  const opening = { secrets: secretsOf(config, store), settings: settingsOf(config, store) };
  for (const read of [opening.secrets, opening.settings]) read.catch(() => {});
  return opening;
}

/** @returns what gives one opening after the other, of which the first has begun already */
export function createStartupReads(config: Settled): () => StartupReads {
  let first: StartupReads | undefined = startReading(config);
  return () => {
    const reads = first ?? startReading(config);
    first = undefined;
    return reads;
  };
}

async function secretsOf(config: Settled, store: ParameterStore): Promise<SlackSecrets> {
  const { SLACK_SECRETS_PATH: path, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (path !== undefined) return readSlackSecrets(store, path);
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
    approverUsers: config.APPROVER_USERS,
    approverGroup: config.APPROVER_USER_GROUP,
    operatorEmailDomain: config.OPERATOR_EMAIL_DOMAIN,
    pinnedRoles: config.PINNED_ROLES,
    shellDocuments: config.SHELL_DOCUMENTS,
    auditorUsers: config.AUDITOR_USERS,
    auditorGroup: config.AUDITOR_USER_GROUP,
    timeZone: config.TIME_ZONE,
    digestAt: config.DIGEST_AT,
    pollEverySeconds: config.POLL_EVERY_SECONDS,
    replayEveryMinutes: config.REPLAY_EVERY_MINUTES,
  };
}
