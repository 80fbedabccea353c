// Patches and playbooks on new hosts.
import { expect, test } from 'vitest';
import { type Json, resourcesOf, templateOf } from '../stack-fixture.ts';

const three = (type: string) => [...resourcesOf(templateOf('three'), type).values()];

test('patches are installed in the maintenance window, with scans in between', () => {
  expect(three('AWS::SSM::MaintenanceWindow')[0]?.Properties).toMatchObject({
    Schedule: 'cron(0 3 ? * SUN *)',
    ScheduleTimezone: 'Asia/Tokyo',
    Duration: 2,
    Cutoff: 1,
    AllowUnassociatedTargets: false,
  });
  const [task] = three('AWS::SSM::MaintenanceWindowTask');
  expect(task?.Properties).toMatchObject({ TaskArn: 'AWS-RunPatchBaseline', MaxConcurrency: '1', MaxErrors: '0' });
  expect(task?.Properties.TaskInvocationParameters.MaintenanceWindowRunCommandParameters.Parameters).toEqual({
    Operation: ['Install'],
    RebootOption: ['RebootIfNeeded'],
  });
  const scan = three('AWS::SSM::Association').find(({ Properties }) => Properties.Name === 'AWS-RunPatchBaseline');
  expect(scan?.Properties.Parameters).toEqual({ Operation: ['Scan'], RebootOption: ['NoReboot'] });
  expect(
    three('AWS::SSM::PatchBaseline').map(({ Properties }) => [Properties.OperatingSystem, Properties.PatchGroups]),
  ).toEqual([
    ['AMAZON_LINUX_2023', ['bastion-ack-linux']],
    ['WINDOWS', ['bastion-ack-windows']],
  ]);
  const groups = three('AWS::EC2::Instance').map(
    ({ Properties }) => Properties.Tags.find(({ Key }: Json) => Key === 'PatchGroup').Value,
  );
  expect(groups).toEqual(['bastion-ack-linux', 'bastion-ack-linux', 'bastion-ack-windows']);
});

test('playbooks run on Linux hosts on schedule, and Ansible is installed at once', () => {
  const run = three('AWS::SSM::Association').find(
    ({ Properties }) => Properties.Name === 'AWS-ApplyAnsiblePlaybooks',
  ) as Json;
  expect(run.Properties.Targets).toMatchObject([
    { Values: [{ Ref: expect.stringContaining('bastion1') }, { Ref: expect.stringContaining('bastion2') }] },
  ]);
  expect(run.Properties.Parameters).toMatchObject({
    SourceType: ['S3'],
    InstallDependencies: ['False'],
    PlaybookFile: ['site.yml'],
  });
  expect(JSON.parse(run.Properties.Parameters.SourceInfo[0])).toEqual({
    path: 'https://s3.amazonaws.com/team-playbooks/bastions',
  });
  expect(run.Properties.ApplyOnlyAtCronInterval).toBe(true);
  const install = three('AWS::SSM::Association').find(
    ({ Properties }) => Properties.AssociationName === 'bastion-ack-install-ansible',
  );
  expect(install?.Properties.ApplyOnlyAtCronInterval).toBeUndefined();
  expect(install?.Properties.Targets).toEqual(run.Properties.Targets);
  expect(JSON.stringify(three('AWS::SSM::Document').map(({ Properties }) => Properties.Content))).toContain(
    'dnf install -y ansible-core',
  );
});
