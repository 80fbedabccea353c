// Each check by its name: what it asks, and who judges the answer.
import type { CheckName } from './check-names.ts';
import { judgeTopic } from './judgements/alarm-topic.ts';
import { judgeLastSeal, judgeLock, judgeSealKey } from './judgements/archive.ts';
import { judgeClock, judgeEndpoint, judgePoll, judgeSecrets, judgeSlackRequests } from './judgements/requests.ts';
import { judgeApprovers, judgeChannels, judgeScopes, judgeToken } from './judgements/slack.ts';
import { judgeBackups, judgeProtection, judgeTable } from './judgements/table.ts';
import { judgeTargets, judgeTermination } from './judgements/targets.ts';
import { judgeRules, judgeSubscriptions, judgeTrails, matchesCalls } from './judgements/trail.ts';
import { notApplicable, notSet, type Outcome } from './outcome.ts';
import type { CheckedResources, CheckPorts, CheckSettings } from './ports.ts';

/** The calls that the rule must match, and the indexes that the app asks: the adapters' own constants. */
export interface Expectations {
  readonly indexes: readonly string[];
  readonly eventSource: string;
  readonly calls: readonly string[];
}

export interface Asked {
  readonly ask: CheckPorts;
  readonly settings: CheckSettings;
  readonly expected: Expectations;
  readonly now: Date;
}

/** As many answers as IAM gives within the time of a check. */
const MAX_SIMULATED = 20;

type Check = (asked: Asked) => Promise<Outcome>;

const EVERY_NODE = notApplicable({ key: 'every-node-watched' });
const NOT_LISTED = notSet('CHECKED_RESOURCES');

export const EACH_CHECK: { readonly [C in CheckName]: Check } = {
  secrets: ifSet('secretsPath', 'SLACK_SECRETS_PATH', async (path, { ask }) =>
    judgeSecrets(await ask.secrets(path), path),
  ),
  'bot-token': async ({ ask, settings }) => judgeToken(await ask.token(), settings.teamId),
  scopes: async ({ ask, settings }) => judgeScopes(await ask.token(), settings.neededScopes),
  channels: async ({ ask, settings: { channel, escalationChannel } }) => {
    const ids = [...new Set([channel, ...(escalationChannel === undefined ? [] : [escalationChannel])])];
    return judgeChannels(new Map(await Promise.all(ids.map(async (id) => [id, await ask.channel(id)] as const))));
  },
  approvers: async ({ ask, settings }) => {
    const { approverGroup: group } = settings;
    return judgeApprovers(settings, group === undefined ? undefined : await ask.groupMembers(group));
  },
  endpoint: ifSet('endpointUrl', 'ENDPOINT_URL', async (url, { ask }) => judgeEndpoint(await ask.endpoint(), url)),
  'slack-requests': async ({ ask, now }) => judgeSlackRequests(await ask.slackSeenAt(), now),
  watchdog: async ({ ask, now }) => judgePoll(await ask.polledAt(), now),
  clock: async ({ ask }) => judgeClock(await ask.token()),
  table: async ({ ask, settings: { table }, expected }) => judgeTable(await ask.table(table), table, expected.indexes),
  'table-backups': async ({ ask, settings: { table } }) => judgeBackups(await ask.hasPointInTimeRecovery(table), table),
  protection: async ({ ask, settings: { table } }) => judgeProtection(await ask.table(table), table),
  trail: ifSet('trailLogGroup', 'TRAIL_LOG_GROUP', async (group, { ask }) =>
    judgeTrails(await ask.trails(group), group),
  ),
  subscription: ifSet('trailLogGroup', 'TRAIL_LOG_GROUP', async (logGroup, { ask }) => {
    const { sessionEventsFunction: called, recordsPattern: pattern } = await ask.resources();
    if (called === undefined || pattern === undefined) return NOT_LISTED;
    const subscriptions = await ask.subscriptions(logGroup);
    return judgeSubscriptions(subscriptions, { logGroup, pattern, function: called });
  }),
  'event-rule': ifListed('sessionEventsFunction', async (called, { ask, expected }) => {
    const { eventSource, calls } = expected;
    const [rules, { sessionEventsRules: count = 1 }] = await Promise.all([ask.rules(called), ask.resources()]);
    return judgeRules(rules, { called, count, matches: (pattern) => matchesCalls(pattern, eventSource, calls) });
  }),
  'nightly-rule': ifListed('auditExportFunction', async (called, { ask }) =>
    judgeRules(await ask.rules(called), { called, count: 1, matches: (pattern) => pattern === undefined }),
  ),
  targets: async ({ ask, settings: { targets } }) => {
    if (targets === '*') return EVERY_NODE;
    const ids = Object.keys(targets);
    return judgeTargets(ids, await ask.nodes(ids));
  },
  'may-terminate': ifListed('terminatingRoles', async (roles, { ask, settings: { targets } }) => {
    if (targets === '*') return EVERY_NODE;
    const ids = Object.keys(targets).slice(0, MAX_SIMULATED);
    const decide = async (role: string) => {
      // One after the other: IAM answers few simulations at once.
      for (const id of ids) {
        const decision = await ask.simulateTermination(role, id);
        if (decision !== 'allowed') return [role, { decision, target: id }] as const;
      }
      return [role, { decision: 'allowed', target: '' }] as const;
    };
    return judgeTermination(new Map(await Promise.all(roles.map(decide))));
  }),
  'seal-key': ifSet('sealKey', 'SEAL_KEY', async (key, { ask }) => judgeSealKey(await ask.sealKey(key), key)),
  archive: ifSet('archiveBucket', 'ARCHIVE_BUCKET', async (bucket, { ask }) =>
    judgeLock(await ask.lockMode(bucket), bucket),
  ),
  'last-seal': ifSet('archiveBucket', 'ARCHIVE_BUCKET', async (bucket, { ask, now }) => {
    const [keys, firstPassAt] = await Promise.all([ask.archiveKeys(bucket), ask.firstPassAt()]);
    return judgeLastSeal(keys, firstPassAt, now);
  }),
  'alarm-topic': ifListed('alarmTopic', async (topic, { ask }) => {
    const { sessionEventsFunction: called = topic } = await ask.resources();
    return judgeTopic(await ask.topic(topic), topic, accountOf(called));
  }),
};

/** @param arn e.g. "arn:aws:lambda:ap-northeast-1:111122223333:function:session-events" */
function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

type TextSetting = {
  [K in keyof CheckSettings]-?: CheckSettings[K] extends string | undefined ? K : never;
}[keyof CheckSettings];

/** @returns a check of something that a deployment may not have */
function ifSet(
  setting: TextSetting,
  variable: string,
  check: (value: string, asked: Asked) => Promise<Outcome>,
): Check {
  return async (asked) => {
    const value = asked.settings[setting];
    return value === undefined ? notSet(variable) : check(value, asked);
  };
}

/** @returns a check of a resource that only the deployment can name */
function ifListed<K extends keyof CheckedResources>(
  resource: K,
  check: (value: NonNullable<CheckedResources[K]>, asked: Asked) => Promise<Outcome>,
): Check {
  return async (asked) => {
    const { [resource]: value } = await asked.ask.resources();
    return value === undefined ? NOT_LISTED : check(value, asked);
  };
}
