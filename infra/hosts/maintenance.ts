// Maintenance of new bastions: scheduled patches, a patch scan in between, and the team's own playbooks.
import { type aws_iam as iam, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard, allow } from '../access/permissions.ts';
import type { Names } from '../names.ts';
import type { NewBastion } from './bastion-settings.ts';
import type { Patching, Playbooks } from './maintenance-settings.ts';

export interface MaintenanceProps {
  readonly names: Names;
  /** Instance ids of new bastions by name */
  readonly ids: ReadonlyMap<string, string>;
  readonly bastions: readonly NewBastion[];
  readonly role: iam.Role;
  /** IANA name, for the maintenance window; associations support only UTC */
  readonly timeZone: string;
  readonly patching: Patching | undefined;
  readonly playbooks: Playbooks | undefined;
}

/** Stops at the first host that fails. */
const ONE_HOST_AT_A_TIME = { maxConcurrency: '1', maxErrors: '0' };

/** Days before a patch without security fixes is installed, so that its faults are found elsewhere first. */
const NON_SECURITY_DELAY_DAYS = 7;

export class Maintenance extends Construct {
  constructor(scope: Construct, id: string, props: MaintenanceProps) {
    super(scope, id);
    if (props.patching !== undefined) this.schedulePatching(props, props.patching);
    if (props.playbooks !== undefined) this.runPlaybooks(props, props.playbooks);
  }

  private schedulePatching({ names, ids, bastions, timeZone }: MaintenanceProps, patching: Patching): void {
    const kinds = new Set(bastions.map(({ kind }) => kind));
    if (kinds.has('linux')) this.linuxBaseline(names.patchGroups.linux);
    if (kinds.has('windows')) this.windowsBaseline(names.patchGroups.windows);
    const targets = [{ key: 'InstanceIds', values: [...ids.values()] }];
    const window = new ssm.CfnMaintenanceWindow(this, 'Window', {
      name: names.patchWindow,
      description:
        'Installs patches on the bastions and restarts them where a patch requires it, which ends open sessions.',
      schedule: patching.schedule,
      scheduleTimezone: timeZone,
      duration: patching.hours,
      cutoff: patching.cutoffHours,
      allowUnassociatedTargets: false,
    });
    const target = new ssm.CfnMaintenanceWindowTarget(this, 'Hosts', {
      windowId: window.ref,
      resourceType: 'INSTANCE',
      targets,
    });
    new ssm.CfnMaintenanceWindowTask(this, 'Install', {
      windowId: window.ref,
      name: 'install',
      taskType: 'RUN_COMMAND',
      taskArn: 'AWS-RunPatchBaseline',
      priority: 1,
      targets: [{ key: 'WindowTargetIds', values: [target.ref] }],
      ...ONE_HOST_AT_A_TIME,
      taskInvocationParameters: {
        maintenanceWindowRunCommandParameters: {
          parameters: { Operation: ['Install'], RebootOption: ['RebootIfNeeded'] },
        },
      },
    });
    new ssm.CfnAssociation(this, 'Scan', {
      name: 'AWS-RunPatchBaseline',
      associationName: names.patchScan,
      targets,
      parameters: { Operation: ['Scan'], RebootOption: ['NoReboot'] },
      scheduleExpression: patching.scan,
      complianceSeverity: 'HIGH',
    });
  }

  private linuxBaseline(name: string): void {
    new ssm.CfnPatchBaseline(this, 'LinuxBaseline', {
      name,
      description: 'Amazon Linux 2023: security patches at once, the rest after a week.',
      operatingSystem: 'AMAZON_LINUX_2023',
      patchGroups: [name],
      approvalRules: {
        patchRules: [patchRule(['Security'], 0, 'CRITICAL'), patchRule(['Bugfix'], NON_SECURITY_DELAY_DAYS, 'MEDIUM')],
      },
    });
  }

  private windowsBaseline(name: string): void {
    new ssm.CfnPatchBaseline(this, 'WindowsBaseline', {
      name,
      description: 'Windows Server: security patches at once, the rest after a week.',
      operatingSystem: 'WINDOWS',
      patchGroups: [name],
      approvalRules: {
        patchRules: [
          patchRule(['SecurityUpdates', 'CriticalUpdates', 'DefinitionUpdates'], 0, 'CRITICAL'),
          patchRule(['Updates', 'UpdateRollups'], NON_SECURITY_DELAY_DAYS, 'CRITICAL'),
        ],
      },
    });
  }

  /** Linux only. Installs Ansible first, because AWS-ApplyAnsiblePlaybooks cannot install it on Amazon Linux 2023. */
  private runPlaybooks(
    { names, ids, bastions, role }: MaintenanceProps,
    { source, playbook, schedule }: Playbooks,
  ): void {
    const linux = bastions.flatMap(({ kind, name }) => (kind === 'linux' ? [ids.get(name) ?? ''] : []));
    const targets = [{ key: 'InstanceIds', values: linux }];
    const { partition } = Stack.of(this);
    const install = new ssm.CfnDocument(this, 'InstallAnsible', {
      name: names.installAnsible,
      documentType: 'Command',
      updateMethod: 'NewVersion',
      content: INSTALL_ANSIBLE,
    });
    new ssm.CfnAssociation(this, 'AnsibleThere', {
      name: install.ref,
      associationName: names.installAnsible,
      documentVersion: '$LATEST',
      targets,
      scheduleExpression: 'rate(1 day)',
    });
    new ssm.CfnAssociation(this, 'Playbooks', {
      name: 'AWS-ApplyAnsiblePlaybooks',
      associationName: names.playbooks,
      targets,
      scheduleExpression: schedule,
      // Not at deployment time: Ansible may not be installed yet, and a run could disturb people at work.
      applyOnlyAtCronInterval: true,
      complianceSeverity: 'HIGH',
      ...ONE_HOST_AT_A_TIME,
      parameters: {
        SourceType: [source.kind === 's3' ? 'S3' : 'GitHub'],
        SourceInfo: [JSON.stringify(sourceInfo(source))],
        InstallDependencies: ['False'],
        PlaybookFile: [playbook],
        Check: ['False'],
        Verbose: ['-v'],
      },
    });
    if (source.kind !== 's3') return;
    const bucket = `arn:${partition}:s3:::${source.bucket}`;
    const folder = source.path.replace(/\/$/, '');
    allow(role, ['s3:GetObject'], [`${bucket}/${folder}`, `${bucket}/${folder}/*`]);
    acknowledgeWildcard(
      role,
      `${bucket}/${folder}/*`,
      'The playbooks of the team and the files beside them, all in one folder.',
    );
    allow(role, ['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': [folder, `${folder}/*`] } });
  }
}

/** @param after days since the release of the patch */
function patchRule(classes: string[], after: number, complianceLevel: string): ssm.CfnPatchBaseline.RuleProperty {
  const patchFilterGroup = { patchFilters: [{ key: 'CLASSIFICATION', values: classes }] };
  return { patchFilterGroup, approveAfterDays: after, complianceLevel };
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state-manager-ansible.html */
function sourceInfo(source: Playbooks['source']): object {
  if (source.kind === 's3') return { path: `https://s3.amazonaws.com/${source.bucket}/${source.path}` };
  const { owner, repository, path, branch, tokenParameter } = source;
  return {
    owner,
    repository,
    path,
    getOptions: `branch:${branch}`,
    ...(tokenParameter !== undefined && { tokenInfo: `{{ssm-secure:${tokenParameter}}}` }),
  };
}

/** AWS-ApplyAnsiblePlaybooks needs Ansible itself, and unzip for archives. */
const INSTALL_ANSIBLE = {
  schemaVersion: '2.2',
  description: 'Installs Ansible on Amazon Linux 2023 where it is missing.',
  mainSteps: [
    {
      action: 'aws:runShellScript',
      name: 'installAnsible',
      precondition: { StringEquals: ['platformType', 'Linux'] },
      inputs: {
        timeoutSeconds: '900',
        runCommand: [
          'set -e',
          'command -v ansible-playbook >/dev/null && command -v unzip >/dev/null || dnf install -y ansible-core unzip',
        ],
      },
    },
  ],
};
