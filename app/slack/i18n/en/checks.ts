// The texts of the checks in English: each says what is wrong, and then what to do.
import type { CheckName } from '../../../checks/check-names.ts';
import type { ReasonKey, Reasons } from '../../../checks/outcome.ts';
import type { TextPart } from '../rich-text.ts';

/** The texts that each language has. */
export interface CheckTexts {
  readonly names: { readonly [C in CheckName]: string };
  readonly reasons: { readonly [K in ReasonKey]: (about: Reasons[K]) => string };
  readonly unknown: (reason: string) => string;
  /** @param failed how many checks failed @param p99 undefined without sessions */
  readonly daily: (yesterday: {
    readonly sessions: number;
    readonly missed: number;
    readonly p99: string | undefined;
    readonly failed: number;
  }) => string;
  readonly allPass: (count: number) => string;
  readonly someFail: (failed: number, count: number) => string;
  readonly noFigures: string;
  readonly moreInLog: (count: number) => string;
  readonly testNotice: {
    readonly header: string;
    readonly explanation: string;
    readonly button: string;
    readonly arrived: (who: TextPart, at: string, seconds: number) => TextPart[];
  };
}

export const checks: CheckTexts = {
  names: {
    secrets: 'Secrets are stored',
    'bot-token': 'Slack accepts the bot token',
    scopes: 'The token has the scopes',
    channels: 'The app is in its channels',
    approvers: 'There are approvers',
    endpoint: 'The endpoint answers',
    'slack-requests': 'Slack’s requests arrive',
    watchdog: 'The watchdog runs',
    clock: 'The clock is right',
    table: 'The sessions table is ready',
    'table-backups': 'The table is backed up',
    protection: 'The deployment is protected',
    trail: 'CloudTrail records',
    subscription: 'Records arrive by subscription',
    'event-rule': 'Records arrive by EventBridge',
    'nightly-rule': 'The nightly run is scheduled',
    targets: 'The targets are online',
    'may-terminate': 'Sessions can be terminated',
    'seal-key': 'The seals’ key is usable',
    archive: 'The archive is locked',
    'last-seal': 'Yesterday is sealed',
    'alarm-topic': 'Alarms are delivered',
  },
  reasons: {
    'secret-missing': ({ name }) =>
      `${name} is not in Parameter Store. Store it with the command in the stack’s outputs.`,
    'secret-not-encrypted': ({ name }) =>
      `${name} is stored unencrypted. Delete it, and store it as a SecureString with the command in the stack’s outputs.`,
    'token-refused': ({ word }) =>
      `Slack refuses the bot token (${word}). Copy the Bot User OAuth Token from the Slack app’s page and store it again.`,
    'other-workspace': ({ expected, found }) =>
      `The bot token belongs to the workspace ${found}, but SLACK_TEAM_ID is ${expected}. Store the token of that workspace, or correct the setting.`,
    'scopes-missing': ({ scopes }) =>
      `The bot token lacks ${scopes}. Add the scopes on the Slack app’s page, install the app again, and store the new token.`,
    'not-in-channel': ({ channel }) =>
      `The app is not in the channel ${channel}. Invite it there: /invite @bastion-ack`,
    'channel-archived': ({ channel }) =>
      `The channel ${channel} is archived. Restore it, or name another one in the settings.`,
    'channel-not-found': ({ channel }) =>
      `Slack shows the app no channel ${channel}. Check the id in the settings; if the channel is private, invite the app: /invite @bastion-ack`,
    'channel-unseen': ({ channel, scopes }) =>
      `The app has none of the optional scopes ${scopes}, so it cannot be seen that it is in the channel ${channel}. A test notice shows it: npm run doctor -- --notice`,
    'no-approver': () => 'Nobody can acknowledge. Set APPROVER_USERS or APPROVER_USER_GROUP.',
    'approver-group-empty': ({ group }) =>
      `The approver group ${group} has no members. Add the approvers to it in Slack.`,
    'approver-group-refused': ({ group, word }) =>
      `Slack does not name the members of ${group} (${word}). Check APPROVER_USER_GROUP, and that the group is not disabled.`,
    'endpoint-silent': ({ url, cause }) =>
      `${url} does not lead to the app: ${cause}. Check the API, the slack function and its log, and what stands before the address.`,
    'no-slack-request': () =>
      'No signed request from Slack has arrived yet. Type /bastion check in Slack. If that fails, check the request URL of the Slack app and the signing secret.',
    'slack-request-seen': ({ at }) => `The latest one that was noted came at ${at}.`,
    'slack-request-old': ({ at, days }) =>
      `The latest one that was noted came at ${at}, ${days} days ago. To see that they still arrive, type /bastion in Slack.`,
    'no-poll': ({ at }) =>
      at === undefined
        ? 'The watchdog has not looked at Session Manager yet. Check its schedule, and see its log.'
        : `The watchdog last looked at Session Manager at ${at}. Check its schedule, and see its log.`,
    'clock-off': ({ seconds }) =>
      `This machine’s clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} Slack’s. Correct it: signatures and deadlines depend on it.`,
    'table-missing': ({ table }) =>
      `There is no table ${table}. Check the region; if the table was deleted, restore it from a backup before you deploy.`,
    'table-not-active': ({ table, status }) =>
      `The table ${table} is ${status}. Wait until it is ACTIVE; if it stays so, see it in the DynamoDB console.`,
    'index-missing': ({ index }) => `The table lacks the index "${index}". Deploy again.`,
    'index-not-active': ({ index, status }) => `The index "${index}" is ${status}. Wait until it is ACTIVE.`,
    'no-point-in-time-recovery': ({ table }) =>
      `Point-in-time recovery of ${table} is off. Turn it on: aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    'not-protected': ({ table }) =>
      `Deletion protection of ${table} is off, so the deployment can be deleted by mistake. Run: npm run protect`,
    'no-trail': ({ logGroup }) =>
      `No trail of this account delivers to the log group ${logGroup}. Check the trail in the settings and in the CloudTrail console.`,
    'trail-stopped': ({ trail }) =>
      `The trail ${trail} is stopped. Find out who stopped it, and start it: aws cloudtrail start-logging --name ${trail}`,
    'trail-not-delivering': ({ trail, error }) =>
      `The trail ${trail} cannot deliver its records: ${error}. Check its role, its bucket’s policy and its key.`,
    'subscription-missing': ({ logGroup, function: called }) =>
      `The log group ${logGroup} has no subscription to ${called}. Deploy again; if it was removed, find out by whom.`,
    'subscription-differs': ({ logGroup }) =>
      `The subscription of ${logGroup} filters other records than this version needs. Deploy again.`,
    'rule-missing': ({ function: called }) =>
      `No rule of EventBridge calls ${called}. Deploy again; if the rule was removed, find out by whom.`,
    'rules-missing': ({ function: called, expected, found }) =>
      `Only ${found} of ${expected} rules of EventBridge call ${called}. Deploy again; find out who removed the others.`,
    'rule-disabled': ({ rule }) =>
      `The rule ${rule} is disabled. Find out who disabled it, and enable it: aws events enable-rule --name ${rule}`,
    'rule-differs': ({ rule }) => `The rule ${rule} does not match what this version needs. Deploy again.`,
    'targets-unmanaged': ({ targets }) =>
      `${targets}: not a managed node in this region. Check the ids, the SSM agent, and the instance’s role.`,
    'targets-offline': ({ targets }) =>
      `${targets}: the SSM agent is not online. Check that the host runs and reaches Systems Manager.`,
    'may-not-terminate': ({ role, decision, target }) =>
      `${role} may not terminate sessions on ${target} (${decision}). Deploy again; if that does not help, look for a service control policy or a permissions boundary.`,
    'key-missing': ({ keyId }) => `There is no key ${keyId}. Check the region; without the key no day can be sealed.`,
    'key-unusable': ({ keyId, state }) =>
      `The key ${keyId} is ${state}. Find out who changed it; enable it, or cancel its deletion, in the KMS console.`,
    'key-of-another-kind': ({ keyId, kind }) =>
      `The key ${keyId} is ${kind}; the seals need ECC_NIST_P256 SIGN_VERIFY. Correct SEAL_KEY.`,
    'archive-not-locked': ({ bucket }) =>
      `New objects in ${bucket} get no lock, so sealed days can be deleted. Set Object Lock’s default retention to compliance mode again: deploy again.`,
    'archive-lock-weak': ({ bucket, mode }) =>
      `New objects in ${bucket} are locked in ${mode} mode only, so privileged people can delete sealed days. Set the default retention to compliance mode: deploy again.`,
    'not-sealed': ({ expected, last }) =>
      `${expected} (UTC) is not sealed; ${last === undefined ? 'no day is' : `the last sealed day is ${last}`}. See the log of audit-export; the next night seals what is missing.`,
    'topic-missing': ({ topic }) =>
      `There is no topic ${topic}: no alarm arrives. Correct the settings, or deploy again.`,
    'topic-refuses-alarms': ({ topic }) =>
      `The policy of ${topic} does not let CloudWatch publish: no alarm arrives. Add the statement in docs/deploy.md.`,
    'topic-key-refuses-alarms': ({ topic, keyId }) =>
      `The key ${keyId} of ${topic} does not let CloudWatch use it: no alarm arrives. Use a key of your own with the statement in docs/deploy.md.`,
    'topic-refuses-rules': ({ topic }) =>
      `The policy of ${topic} does not let EventBridge publish: changes of the deployment itself alarm nobody. Add the statement in docs/deploy.md.`,
    'topic-key-refuses-rules': ({ topic, keyId }) =>
      `The key ${keyId} of ${topic} does not let EventBridge use it: changes of the deployment itself alarm nobody. Use a key of your own with the statement in docs/deploy.md.`,
    'nobody-subscribed': ({ topic }) =>
      `Nobody has confirmed a subscription of ${topic}: no alarm reaches anybody. Open the confirmation e-mail, or add a subscription.`,
    'no-permission': ({ permission }) => `Grant ${permission} to whoever runs the checks.`,
    'not-answered': ({ cause }) => `No usable answer: ${cause}. Run the check again.`,
    'no-time': ({ seconds }) => `No answer within ${seconds} seconds. Run the check again.`,
    'not-set': ({ variable }) => `${variable} is not set.`,
    'every-node-watched': () => 'Every node is watched, so there is no list to compare.',
    'first-night-ahead': () => 'The first night is still ahead.',
  },
  unknown: (reason) => `Could not be checked. ${reason}`,
  daily: ({ sessions, missed, p99, failed }) =>
    [
      `${sessions} ${sessions === 1 ? 'session' : 'sessions'} yesterday`,
      `${missed} missed`,
      ...(p99 === undefined ? [] : [`notice p99 ${p99}`]),
      failed === 0 ? 'all checks pass' : `${failed} ${failed === 1 ? 'check fails' : 'checks fail'}`,
    ].join(', '),
  allPass: (count) => `All ${count} checks pass.`,
  someFail: (failed, count) => `${failed} of ${count} checks ${failed === 1 ? 'fails' : 'fail'}.`,
  noFigures: 'yesterday’s sessions could not be counted',
  moreInLog: (count) => `${count} more: run npm run doctor`,
  testNotice: {
    header: '🔧 Test notice: nothing has happened',
    explanation: 'npm run doctor sent it. No session was started. Press the button to see that clicks arrive.',
    button: 'Test the button',
    arrived: (who, at, seconds) => [
      'The click of ',
      who,
      ` arrived at ${at} and was answered ${seconds} ${seconds === 1 ? 'second' : 'seconds'} after the press.`,
    ],
  },
};
