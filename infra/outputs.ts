// The outputs of the deployment: next steps, and the configuration that operators copy.

import type { Bastion } from './hosts/bastion-settings.ts';
import type { Sessions } from './hosts/session-settings.ts';
import { partitionOf } from './partition.ts';
import { SECRET_NAMES } from './service/secrets.ts';
import { createAppLink, ENDPOINT_PATH, type SlackApp } from './slack-manifest.ts';

/** One output of the stack. Its value is meant to be copied. */
export interface Output {
  readonly id: string;
  readonly description: string;
  readonly value: string;
}

export interface SlackOutputsProps {
  /** Of the API, with a trailing slash */
  readonly url: string;
  readonly slackApp: SlackApp;
  readonly region: string;
  readonly secretsPath: string;
  readonly secretsKeyAlias: string;
}

export function slackOutputs({ url, slackApp, region, secretsPath, secretsKeyAlias }: SlackOutputsProps): Output[] {
  const endpoint = url.replace(/\/$/, ENDPOINT_PATH);
  const put = (name: string) =>
    `printf '${name}: '; stty -echo; IFS= read -r SECRET; stty echo; printf %s "$SECRET" | aws ssm put-parameter --region ${region} --name ${secretsPath}/${name} --type SecureString --key-id ${secretsKeyAlias} --overwrite --value file:///dev/stdin; unset SECRET`;
  return [
    {
      id: 'CreateSlackApp',
      description:
        'Open it in a browser: creates the Slack app with its manifest. Install the app, store its two secrets, then verify its event URL',
      value: createAppLink(endpoint, slackApp),
    },
    {
      id: 'SlackManifest',
      description: 'Prints the same manifest, for an app that exists: paste it under App Manifest',
      value: `npm run manifest -- ${endpoint} --settings infra/settings.json`,
    },
    ...SECRET_NAMES.map((name) => ({
      id: name === 'bot-token' ? 'PutBotToken' : 'PutSigningSecret',
      description: `Asks for the ${name} and stores it encrypted, without leaving it in the shell history or the process list`,
      value: put(name),
    })),
  ];
}

/** The profile that operators add to ~/.aws/config. */
export function awsConfig(account: string, region: string, roleName: string | undefined): Output {
  const of = (lines: string[]) => ['[profile bastion]', ...lines, `region = ${region}`].join('\n');
  const description = 'For the ~/.aws/config of each operator';
  if (roleName === undefined)
    return {
      id: 'AwsConfig',
      description,
      value: of([
        'sso_session = YOUR-SSO-SESSION',
        `sso_account_id = ${account}`,
        'sso_role_name = YOUR-PERMISSION-SET',
      ]),
    };
  return {
    id: 'AwsConfig',
    description,
    value: of([
      `role_arn = arn:${partitionOf(region)}:iam::${account}:role/${roleName}`,
      'role_session_name = YOUR-IAM-USER-NAME',
      `mfa_serial = arn:${partitionOf(region)}:iam::${account}:mfa/YOUR-MFA-DEVICE`,
      'source_profile = default',
    ]),
  };
}

/** One output for each bastion. CloudFormation's ids have no hyphens, so that "web-1" and "web1" need a number too. */
export function connectOutputs(
  bastions: readonly Bastion[],
  targets: ReadonlyMap<string, string>,
  sessions: Sessions | undefined,
): Output[] {
  const all = bastions.map((one) => connectOutput(one, targets.get(one.name) ?? '', sessions));
  return all.map((one, at) => {
    const isTaken = all.slice(0, at).some(({ id }) => id === one.id);
    return isTaken ? { ...one, id: `${one.id}Number${at + 1}` } : one;
  });
}

/** The usual command that connects to a bastion: a shell on Linux, Remote Desktop through a tunnel on Windows. */
function connectOutput({ kind, name }: Bastion, id: string, sessions: Sessions | undefined): Output {
  const start = `aws ssm start-session --profile bastion --target ${id}`;
  const value =
    kind === 'windows'
      ? `${start} --document-name AWS-StartPortForwardingSession --parameters portNumber=3389,localPortNumber=13389`
      : `${start}${sessions === undefined ? '' : ` --document-name ${sessions.documentName}`}`;
  const what = kind === 'windows' ? 'Then open localhost:13389 with Remote Desktop' : 'Opens a shell';
  return { id: `Connect${name.replaceAll('-', '')}`, description: `${name}: ${what}`, value };
}

/** The function whose environment `npm run doctor` reads. */
export function doctorOutput(watchdog: string): Output {
  return { id: 'WatchdogFunction', description: 'npm run doctor checks the deployment through it', value: watchdog };
}

/** The command with which an auditor verifies the archive. */
export function verifyOutput(bucket: string, sealKeyAlias: string, trailLogGroup: string): Output {
  return {
    id: 'VerifyArchive',
    description: 'Verifies the archive and compares it with the trail',
    value: `npm run audit -- verify s3://${bucket} --seal-key ${sealKeyAlias} --trail ${trailLogGroup}`,
  };
}

/** The command that adds the sessions table to an existing trail, which the deployment itself never changes. */
export function tableEventsOutput(selectors: object): Output {
  const all = [{ Name: 'Every call', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }, selectors];
  return {
    id: 'RecordTable',
    description:
      'Makes your trail also record who reads and writes the sessions table. It replaces the selectors of the trail: add your own',
    value: `aws cloudtrail put-event-selectors --trail-name YOUR-TRAIL --advanced-event-selectors '${JSON.stringify(all)}'`,
  };
}

/** The command that puts the former version behind Slack’s buttons, at once and without a deployment. */
export function rollBackOutput(functionName: string, region: string): Output {
  const of = `--region ${region} --function-name ${functionName}`;
  return {
    id: 'RollBack',
    description: 'Answers Slack with the version before the last deployment, until the next deployment changes it',
    value: `aws lambda update-alias ${of} --name live --function-version $(aws lambda list-versions-by-function ${of} --query 'Versions[?Version!=\`"$LATEST"\`]|[-2].Version' --output json | tr -d '"')`,
  };
}

/** The last step of a first deployment. CDK prints the outputs in the order of their names. */
export const PROTECT_OUTPUT: Output = {
  id: 'WhenItWorks',
  description: 'After the first acknowledged session: refuses every deletion of hosts, table and stack',
  value: 'npm run protect',
};
