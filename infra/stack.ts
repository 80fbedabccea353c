// The whole deployment as one stack. Resources that the settings name are used; the others are created.
import { CfnOutput, aws_iam as iam, aws_logs as logs, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OperatorAccess, operatorPermissions } from './access/operator-access.ts';
import { Archive } from './evidence/archive.ts';
import { accessLogBucket } from './evidence/buckets.ts';
import { CloudTrailIngestion } from './evidence/cloudtrail-ingestion.ts';
import { findRoleNames } from './evidence/role-names.ts';
import { SessionsTable } from './evidence/sessions-table.ts';
import { Tampering } from './evidence/tampering.ts';
import { NewTrail, tableSelectors } from './evidence/trail.ts';
import { shellProfile } from './hosts/banner.ts';
import { Bastions } from './hosts/bastions.ts';
import { Maintenance } from './hosts/maintenance.ts';
import { SessionPreferences } from './hosts/session-preferences.ts';
import { type Names, namesOf } from './names.ts';
import { BastionNetwork } from './network/network.ts';
import {
  awsConfig,
  connectOutputs,
  doctorOutput,
  type Output,
  PROTECT_OUTPUT,
  rollBackOutput,
  slackOutputs,
  tableEventsOutput,
  verifyOutput,
} from './outputs.ts';
import { AlarmTopic } from './service/alarm-topic.ts';
import { Alarms } from './service/alarms.ts';
import { allowChecks } from './service/check-permissions.ts';
import { Endpoint } from './service/endpoint.ts';
import { planEnvironment } from './service/environment-size.ts';
import { grantPutEvents } from './service/event-bus.ts';
import { Functions } from './service/functions.ts';
import { Schedules } from './service/schedules.ts';
import { Secrets } from './service/secrets.ts';
import type { Settings } from './settings/settings.ts';
import { slackAppOf } from './slack-manifest.ts';
import warningDocument from './warning-document.json' with { type: 'json' };

export class BastionAck extends Stack {
  private readonly settings: Settings;
  private readonly names: Names;

  /** @param bundles folder of the handlers that `npm run build` wrote */
  constructor(scope: Construct, id: string, settings: Settings, bundles: string) {
    super(scope, id, {
      description: 'bastion-ack: announces, acknowledges and records sessions on bastions.',
      stackName: settings.name,
      terminationProtection: settings.protected,
      env: { account: settings.account, region: settings.region },
    });
    this.settings = settings;
    this.names = namesOf(settings);
    const { names } = this;
    const { app, logRetentionDays: logDays } = settings;
    const accessLogs = accessLogBucket(this, 'AccessLogs', logDays);
    const preferences = this.preferences(accessLogs);
    const targets = this.targets(preferences);
    const pinnedRoles = this.access(targets, preferences);
    const sessionsTable = new SessionsTable(this, 'Records', { protected: settings.protected });
    const { tableArn } = sessionsTable.table;
    const trailLogGroup =
      settings.trail.kind === 'existing'
        ? logs.LogGroup.fromLogGroupName(this, 'TrailLogs', settings.trail.logGroup)
        : new NewTrail(this, 'Trail', { name: names.trail, tableArn, logDays, accessLogs }).logGroup;
    const archive = new Archive(this, 'Archive', { ...settings.archive, accessLogs, sealKeyAlias: names.sealKeyAlias });
    const secrets = new Secrets(this, 'Secrets', {
      path: settings.slackSecretsPath,
      keyAlias: names.secretsKeyAlias,
    });
    this.createWarningDocument();
    const endpoint = new Endpoint(this, 'Endpoint', { logDays, name: names.stack });
    const functions = new Functions(this, 'Functions', {
      bundles,
      variables: app.variables,
      targets,
      pinnedRoles,
      shellDocuments: preferences?.documents ?? [],
      sessionsTable,
      secrets,
      archive,
      trailLogGroup,
      names,
      sessionLogUrl: preferences?.logUrl,
      endpointUrl: endpoint.requestUrl,
      inParameterStore: planEnvironment(settings).inParameterStore,
      logDays,
      reserveWatchdog: settings.reserveWatchdog,
    });
    const sessionEvents = functions.sessionEvents.function;
    const { deadLetters, roleChanges, recordsPattern } = new CloudTrailIngestion(this, 'SessionRecords', {
      name: names.stack,
      trailLogGroup,
      sessionEvents,
      roleNames: findRoleNames(this),
    });
    endpoint.routeTo(functions.slackAlias);
    const { EVENT_BUS: bus } = app.variables;
    if (bus) grantPutEvents(this, bus, [functions.watchdog.role, functions.sessionEvents.role]);
    new Schedules(this, 'Schedules', functions);
    const { topic } = new AlarmTopic(this, 'AlarmTopic', { name: names.stack, settings: settings.alarms });
    new Alarms(this, 'Alarms', {
      name: names.stack,
      topic,
      functions,
      deadLetters,
      throttled: endpoint.throttled,
      roleChanges,
      noticeWithinMinutes: app.noticeWithinMinutes,
      putsEvents: Boolean(bus),
    });
    allowChecks(functions, {
      sessionsTable,
      archive,
      topic,
      recordsPattern,
      parameterName: names.checkedResources,
      trailName: settings.trail.kind === 'existing' ? undefined : names.trail,
      trailLogGroupArn: trailLogGroup.logGroupArn,
    });
    new Tampering(this, 'Tampering', {
      sessionEvents,
      topic,
      deadLetters,
      secretsPath: secrets.path,
      trailLogGroup: trailLogGroup.logGroupName,
    });
    const outputs = [
      doctorOutput(functions.watchdog.function.functionName),
      ...slackOutputs({
        ...settings,
        url: endpoint.url,
        slackApp: slackAppOf(settings),
        secretsPath: secrets.path,
        secretsKeyAlias: names.secretsKeyAlias,
      }),
      ...connectOutputs(settings.bastions, targets, settings.sessions),
      verifyOutput(archive.bucket.bucketName, names.sealKeyAlias, trailLogGroup.logGroupName),
    ];
    outputs.push(rollBackOutput(functions.slack.function.functionName, settings.region));
    if (!settings.protected) outputs.push(PROTECT_OUTPUT);
    if (settings.trail.kind === 'existing') outputs.push(tableEventsOutput(tableSelectors(tableArn)));
    for (const output of outputs) this.addOutput(output);
  }

  /** From the settings: looking the zones up would need an AWS account. */
  override get availabilityZones(): string[] {
    const { network } = this.settings;
    return network?.kind === 'new' ? [...network.availabilityZones] : super.availabilityZones;
  }

  /** @returns undefined if the settings leave session documents to others */
  private preferences(accessLogs: SessionPreferences['bucket']): SessionPreferences | undefined {
    const { sessions, logRetentionDays: logDays } = this.settings;
    if (sessions === undefined) return undefined;
    return new SessionPreferences(this, 'Sessions', {
      ...sessions,
      shellProfile: shellProfile(sessions),
      logDays,
      accessLogs,
    });
  }

  /**
   * Creates the new bastions and their maintenance.
   * @returns the ids of all bastions by name
   */
  private targets(preferences: SessionPreferences | undefined): ReadonlyMap<string, string> {
    const { bastions, network, sessions, care, logRetentionDays: logDays, app } = this.settings;
    const given = bastions.flatMap((one) => (one.kind === 'existing' ? [[one.name, one.id] as const] : []));
    const made = bastions.filter((one) => one.kind !== 'existing');
    if (made.length === 0) return new Map(given);
    if (network === undefined || sessions === undefined || preferences === undefined)
      throw new Error('network or sessions is missing: read the settings with loadSettings, which reports it.');
    const source = care.playbooks?.source;
    const hosts = new Bastions(this, 'Bastions', {
      bastions: made,
      network: new BastionNetwork(this, 'Network', { settings: network, logDays }),
      preferences,
      names: this.names,
      protected: this.settings.protected,
      banner: { ...sessions, ...app },
      ...(source?.kind === 'github' &&
        source.tokenParameter !== undefined && { readableParameter: source.tokenParameter }),
    });
    new Maintenance(this, 'Care', {
      names: this.names,
      ids: hosts.ids,
      bastions: made,
      role: hosts.role,
      timeZone: app.timeZone,
      patching: care.patching,
      playbooks: care.playbooks,
    });
    return new Map([...given, ...hosts.ids]);
  }

  /** @returns the names of the roles whose session names are the operators' own user names */
  private access(targets: ReadonlyMap<string, string>, preferences: SessionPreferences | undefined): readonly string[] {
    const { access, account, region } = this.settings;
    if (access.kind === 'existing') return access.pinnedRoles;
    if (preferences === undefined)
      throw new Error('sessions is missing: read the settings with loadSettings, which reports it.');
    const permissions = {
      ...access,
      bastions: [...targets.values()],
      documents: preferences.documents,
      sessionKey: preferences.key,
    };
    if (access.kind === 'role') {
      new OperatorAccess(this, 'OperatorAccess', { ...permissions, roleName: access.roleName });
      this.addOutput(awsConfig(account, region, access.roleName));
      return [access.roleName];
    }
    const statements = operatorPermissions(this, permissions);
    this.addOutput({
      id: 'PermissionSetPolicy',
      description: 'The inline policy of the operators’ permission set: see docs/connect.md',
      value: this.toJsonString(new iam.PolicyDocument({ statements, minimize: true })),
    });
    this.addOutput(awsConfig(account, region, undefined));
    // The app recognizes the roles of IAM Identity Center by their prefix.
    return [];
  }

  private createWarningDocument(): void {
    new ssm.CfnDocument(this, 'WarnDocument', {
      name: this.names.warningDocument,
      documentType: 'Command',
      updateMethod: 'NewVersion',
      content: warningDocument,
    });
  }

  private addOutput({ id, description, value }: Output): void {
    new CfnOutput(this, id, { description, value });
  }
}
