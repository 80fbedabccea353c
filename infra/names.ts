// Every name that the deployment itself gives on AWS. The others are CloudFormation's, which begin with the stack's name.

/** The longest parts still leave room for the limits of AWS: 64 characters for a role. */
export const NAME_LENGTH = { least: 3, most: 25 } as const;

/** Identifies one deployment in an account. */
export interface Deployment {
  readonly name: string;
  readonly region: string;
}

/**
 * Two deployments in one account never share a name. Roles belong to the whole account, and a trail of all regions is
 * visible in each of them, so these two also carry the region.
 */
export function namesOf({ name, region }: Deployment) {
  return {
    stack: name,
    operatorRole: `${name}-operator-${region}`,
    trail: `${name}-${region}`,
    sessionDocument: `${name}-shell`,
    warningDocument: `${name}-warning`,
    banner: `${name}-banner`,
    installAnsible: `${name}-install-ansible`,
    playbooks: `${name}-playbooks`,
    patchScan: `${name}-patch-scan`,
    patchWindow: `${name}-patching`,
    /** Patch groups, and the baselines of the same names */
    patchGroups: { linux: `${name}-linux`, windows: `${name}-windows` },
    sealKeyAlias: `alias/${name}/seal`,
    secretsKeyAlias: `alias/${name}/secrets`,
    checkedResources: `/${name}/checks`,
    slackSecretsPath: `/${name}/slack`,
    parameters: { BASTION_TARGETS: `/${name}/targets`, OPERATORS: `/${name}/operators` },
  } as const;
}
export type Names = ReturnType<typeof namesOf>;
