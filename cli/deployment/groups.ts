// The parts of a deployment, as the checklist of `npm run deploy` and the report of `npm run synth` name them.

/** In the order of the checklist. */
export const GROUPS = ['network', 'hosts', 'evidence', 'service', 'access'] as const;
export type Group = (typeof GROUPS)[number];

/** The constructs of the stack. CDK begins the logical id of a resource with the id of its construct. */
const GROUP_OF: Readonly<Record<string, Group>> = {
  Network: 'network',
  Bastions: 'hosts',
  Care: 'hosts',
  Sessions: 'hosts',
  AccessLogs: 'evidence',
  Archive: 'evidence',
  Records: 'evidence',
  Trail: 'evidence',
  AlarmTopic: 'service',
  Alarms: 'service',
  Endpoint: 'service',
  Functions: 'service',
  Schedules: 'service',
  Secrets: 'service',
  SessionRecords: 'service',
  Tampering: 'service',
  WarnDocument: 'service',
  OperatorAccess: 'access',
  // CDK's own function, which makes new session documents the default ones.
  AWS679f53fac002430cb0da5b7982bd2287: 'hosts',
};
const CONSTRUCTS = Object.keys(GROUP_OF);

/** @returns the group of a resource; undefined for the stack itself, and for what CDK adds on its own */
export function groupOf(logicalId: string): Group | undefined {
  return GROUP_OF[CONSTRUCTS.find((construct) => logicalId.startsWith(construct)) ?? ''];
}

/** @returns the number of resources in each group of a template */
export function countResources(template: { readonly Resources: object }): ReadonlyMap<Group, number> {
  const groups = Object.keys(template.Resources).map(groupOf);
  return new Map(GROUPS.map((group) => [group, groups.filter((one) => one === group).length]));
}
