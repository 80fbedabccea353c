// Settings of the deployment and the app that would be refused, each with the fault that names its path.
import { expect, test } from 'vitest';
import { type Bad, faultsOf, spoiled } from './faults-of.ts';

const BAD: Bad[] = [
  ['an unknown key', ['acount'], '111122223333', 'acount is unknown: see docs/deploy.md'],
  ['no year', ['archive', 'retainYears'], 0, 'archive.retainYears must be at least 1'],
  ['more years than S3 keeps', ['archive', 'retainYears'], 101, 'archive.retainYears must be at most 100'],
  ['half a year', ['archive', 'retainYears'], 1.5, 'archive.retainYears must be a whole number from 1 to 100'],
  [
    'a session document of AWS’s own',
    ['sessions', 'documentName'],
    'AWS-Shell',
    'sessions.documentName begins with a word that AWS reserves',
  ],
  ...['SSM-SessionManagerRunShell', 'bastion-ack-warning', 'bastion-ack-banner', 'bastion-ack-install-ansible'].map(
    (name): Bad => [
      `the session document ${name}`,
      ['sessions', 'documentName'],
      name,
      'sessions.documentName is the name of another document of this deployment',
    ],
  ),
  ['a name of spaces', ['sessions', 'announcedTo'], ' ', 'sessions.announcedTo must not begin or end with a space'],
  [
    'somebody who is named twice',
    ['alarms', 'emails'],
    ['on-call@example.com', 'on-call@example.com'],
    'alarms.emails.1 is listed twice',
  ],
  [
    'a topic elsewhere',
    ['alarms'],
    { kind: 'existing', topicArn: 'arn:aws:sns:us-east-1:111122223333:alarms' },
    'alarms.topicArn must be a topic in ap-northeast-1',
  ],
  [
    'a topic of another partition',
    ['alarms'],
    { kind: 'existing', topicArn: 'arn:aws-cn:sns:ap-northeast-1:111122223333:alarms' },
    'alarms.topicArn must begin with "arn:aws:"',
  ],
  [
    'a trail elsewhere',
    ['trail'],
    { kind: 'existing', logGroup: 'arn:aws:logs:us-east-1:111122223333:log-group:team/trail:*' },
    'trail.logGroup is in us-east-1 of account 111122223333: it must be in ap-northeast-1 of 111122223333',
  ],
  [
    'a trail of another account',
    ['trail'],
    { kind: 'existing', logGroup: 'arn:aws:logs:ap-northeast-1:222233334444:log-group:team/trail' },
    'trail.logGroup is in ap-northeast-1 of account 222233334444',
  ],
  [
    'a log group with a space',
    ['trail'],
    { kind: 'existing', logGroup: 'team trail' },
    'trail.logGroup must be the name or the ARN of a log group',
  ],
  [
    'a path that AWS keeps',
    ['slackSecretsPath'],
    '/AWS/slack',
    'slackSecretsPath begins with a word that AWS reserves',
  ],
  [
    'a path that is too deep',
    ['slackSecretsPath'],
    '/a'.repeat(15),
    'slackSecretsPath must be a path in Parameter Store',
  ],
  ['an unknown time zone', ['app', 'TIME_ZONE'], 'Asia/Edo', 'app.TIME_ZONE must be an IANA time zone'],
  ['an offset for a time zone', ['app', 'TIME_ZONE'], '+09:00', 'app.TIME_ZONE must be an IANA time zone'],
  [
    'a Slack channel that is none',
    ['app', 'SLACK_CHANNEL'],
    '#production',
    'app.SLACK_CHANNEL must be a Slack channel id',
  ],
  ['a Slack team that is none', ['app', 'SLACK_TEAM_ID'], 'team', 'app.SLACK_TEAM_ID must be a Slack workspace id'],
  [
    'a Slack user that is none',
    ['app', 'APPROVER_USERS'],
    ['U0123ABCD', '@approver'],
    'app.APPROVER_USERS must be Slack user ids',
  ],
  [
    'one approver alone, where sessions are terminated',
    ['app', 'APPROVER_USERS'],
    ['U0123ABCD'],
    'app.APPROVER_USERS must name at least two people',
  ],
  [
    'a variable that nobody reads',
    ['app', 'SLAK_CHANNEL'],
    'C0123ABCD',
    'app.SLAK_CHANNEL is not a variable of docs/configuration.md',
  ],
  [
    'what the deployment sets itself',
    ['app', 'SESSIONS_TABLE'],
    'mine',
    'app.SESSIONS_TABLE is set by the deployment: leave it out',
  ],
  ['every node', ['app', 'BASTION_TARGETS'], '*', 'app.BASTION_TARGETS is set by the deployment: leave it out'],
  ['a variable with a name of JavaScript', ['app', 'constructor'], 'x', 'app.constructor is not a variable'],
  ['a list in place of variables', ['app'], [], 'app must be an object'],
  ['nothing in place of variables', ['app'], null, 'app must be an object'],
  ['a text in place of a list', ['alarms', 'emails'], 'on-call@example.com', 'alarms.emails must be a list'],
  ['a number in place of a name', ['name'], 5, 'name must be text in quotes'],
  ['a text in place of a number', ['archive', 'retainYears'], '7', 'archive.retainYears must be a whole number'],
  ['a list in a list', ['app', 'APPROVER_USERS'], [['U0123ABCD']], 'app.APPROVER_USERS must be a string'],
  ['a secret', ['app', 'SLACK_BOT_TOKEN'], 'xoxb-1', 'app.SLACK_BOT_TOKEN is a secret: put it into Parameter Store'],
  [
    'a banner that a shell would read',
    ['sessions', 'announcedTo'],
    "'; reboot; '",
    'sessions.announcedTo must be 1 to 80 letters',
  ],
  ['a name that begins with a digit', ['name'], '1st', 'name must be lower-case letters, digits and single hyphens'],
  ['a name with two hyphens in a row', ['name'], 'bastion--ack', 'name must be lower-case letters'],
  ['a name that is too short', ['name'], 'ab', 'name must be at least 3 characters'],
  ['a name that is too long', ['name'], 'a'.repeat(26), 'name must be at most 25 characters'],
  ['a name that AWS keeps', ['name'], 'ssm-hosts', 'name begins with a word that AWS reserves'],
  ['a protection that is neither on nor off', ['protected'], 'yes', 'protected must be true or false'],
  ['a reservation that is neither on nor off', ['reserveWatchdog'], 1, 'reserveWatchdog must be true or false'],
  ['an account that is none', ['account'], '1111', 'account must be an account id of twelve digits'],
  ['a region without its zones', ['region'], 'us-east-1', 'network.availabilityZones must be in us-east-1'],
  ['an alarm that nobody hears', ['alarms', 'emails'], [], 'alarms.emails must name at least one address'],
  ['days that CloudWatch does not know', ['logRetentionDays'], 100, 'logRetentionDays must be 30, 60, 90'],
];

test.each(BAD)('the fault names its path: %s', (_, path, value, said) => {
  expect(faultsOf(spoiled(path, value)).filter((fault) => fault.includes(said))).toHaveLength(1);
});
