// Reads the settings of one deployment from a JSON file, and reports every fault with its path in one message.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { patching, playbooks } from '../hosts/maintenance-settings.ts';
import { cidrFault, overlaps, sourceFault, vpcFault } from '../network/cidr.ts';
import { type AppVariables, readApp } from '../service/environment.ts';
import { crossCheckFaults } from './cross-checks.ts';
import { distinct, NOT_RESERVED, validText, whole } from './values.ts';

/** Invalid settings. The message lists every fault with its path. */
export class SettingsError extends Error {
  constructor(path: string, faults: readonly string[], options?: ErrorOptions) {
    super(
      `${path} cannot be deployed (${faults.length === 1 ? '1 problem' : `${faults.length} problems`}):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
      options,
    );
    this.name = 'SettingsError';
  }
}

const NEW_OR_EXISTING = 'must be "new" or "existing"';
const cidr = validText(cidrFault);
const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must be 1 to 32 letters, digits and hyphens, and begin with a letter');
/** Raising the generation replaces a host; nothing else does. */
const generation = whole(1, 9_999).default(1);
const instanceType = z
  .string()
  .regex(/^[a-z]+[0-9][a-z0-9-]*\.[a-z0-9-]+$/, 'must be an instance type, e.g. "t4g.micro"');

/** A "g" after the generation marks AWS's own processors, which are arm64: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const isArm = (type: string) => /^(?:a1|[a-z]+\d+g)/.test(type);

const linux = z.strictObject({
  kind: z.literal('linux'),
  name,
  generation,
  instanceType: instanceType
    .refine(isArm, 'is not an arm64 type: Linux bastions are arm64, e.g. "t4g.micro"')
    .default('t4g.micro'),
  diskGiB: whole(8, 16_384).default(8),
});
const windows = z.strictObject({
  kind: z.literal('windows'),
  name,
  generation,
  instanceType: instanceType
    .refine((type) => !isArm(type), 'is an arm64 type, on which Windows Server does not run: use e.g. "t3.medium"')
    .default('t3.medium'),
  diskGiB: whole(30, 16_384).default(50),
  image: z
    .string()
    .regex(
      /^Windows_Server-20\d\d-[A-Za-z_]+-(?:Full|Core)-Base$/,
      'must be an AWS image, e.g. "Windows_Server-2025-English-Full-Base"',
    )
    .default('Windows_Server-2025-English-Full-Base'),
});
const existing = z.strictObject({
  kind: z.literal('existing'),
  name,
  id: z.string().regex(/^m?i-[0-9a-f]{8,17}$/, 'must be the id of a managed node, e.g. "i-0123456789abcdef0"'),
});
const bastion = z.discriminatedUnion('kind', [linux, windows, existing], 'must be "linux", "windows" or "existing"');
export type Bastion = z.infer<typeof bastion>;
export type NewBastion = Exclude<Bastion, { kind: 'existing' }>;

const reach = z.strictObject({
  cidr,
  ports: distinct(whole(1, 65_535)).min(1, 'must name at least one port'),
  why: z.string().regex(/\S/, 'must say what it reaches').max(80, 'must be at most 80 characters'),
});
const reaches = z.array(reach).default([]);
const zone = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/, 'must be an availability zone, e.g. "ap-northeast-1a"');
const network = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('new'),
      cidr: validText(vpcFault).default('10.60.0.0/16'),
      availabilityZones: distinct(zone).min(1, 'must name at least one zone').max(3, 'must name at most three zones'),
      outbound: z.enum(['nat', 'endpoints'], 'must be nat or endpoints'),
      reaches,
    }),
    z.strictObject({
      kind: z.literal('existing'),
      vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC'),
      subnetIds: distinct(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet')).min(
        1,
        'must name at least one subnet',
      ),
      reaches,
    }),
  ],
  NEW_OR_EXISTING,
);
export type Network = z.infer<typeof network>;
export type Reach = z.infer<typeof reach>;

const roleName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of a role')
  .refine((text) => !text.includes(','), 'must not contain a comma');
const newRoleName = roleName.refine(
  (text) => !/^AWSReserved|^AWSServiceRole/i.test(text),
  'begins with a word that AWS reserves',
);
const from = {
  allowedCidrs: z.array(cidr).default([]),
  allowedVpcEndpoints: distinct(z.string().regex(/^vpce-[0-9a-f]{8,17}$/, 'must be the id of a VPC endpoint')).default(
    [],
  ),
  allowAnywhere: z.boolean('must be true or false').default(false),
};
const access = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('role'), roleName: newRoleName.default('BastionOperator'), ...from }),
      z.strictObject({ kind: z.literal('identity-center'), ...from }),
      z.strictObject({ kind: z.literal('existing'), pinnedRoles: distinct(roleName).default([]) }),
    ],
    'must be "role", "identity-center" or "existing"',
  )
  .superRefine((given, context) => {
    if (given.kind === 'existing') return;
    const { allowedCidrs, allowedVpcEndpoints, allowAnywhere } = given;
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (allowedCidrs.length + allowedVpcEndpoints.length === 0)
      fault(['allowedCidrs'], 'must name a network, or allowedVpcEndpoints an endpoint: otherwise nobody can connect');
    allowedCidrs.forEach((text, at) => {
      const wrong = sourceFault(text, allowAnywhere);
      if (wrong !== undefined) fault(['allowedCidrs', at], wrong);
    });
    for (const { at, with: other } of overlaps(allowedCidrs))
      fault(['allowedCidrs', at], `overlaps allowedCidrs.${other} (${allowedCidrs[other]}): one of them is redundant`);
  });
export type Access = z.infer<typeof access>;

/** Goes into shell commands at the start of each session, so quotes and other shell characters are refused. */
const plain = z
  .string()
  .regex(/^[\p{L}\p{N} #@,._/-]{1,80}$/u, 'must be 1 to 80 letters, digits, spaces and #@,._/-')
  .regex(/^\S(?:.*\S)?$/u, 'must not begin or end with a space');
/** Documents that the deployment creates or the account has: preferences, warning, banner, playbooks. */
const OWN_DOCUMENTS = [
  'SSM-SessionManagerRunShell',
  'bastion-ack-warning',
  'bastion-ack-banner',
  'bastion-ack-install-ansible',
];
const sessions = z.strictObject({
  documentName: z
    .string()
    .regex(/^[\w.-]{3,64}$/, 'must be the name of a document')
    .refine((text) => !/^(?:aws|amazon|amzn)/i.test(text), 'begins with a word that AWS reserves')
    .refine((text) => !OWN_DOCUMENTS.includes(text), 'is the name of another document of this deployment')
    .default('bastion-ack-shell'),
  idleMinutes: whole(1, 60).default(20),
  maximumMinutes: whole(1, 1440).default(480),
  announcedTo: plain,
  art: z.array(z.string().max(200, 'must be at most 200 characters')).max(40, 'must be at most 40 lines').default([]),
  manageAccountPreferences: z.boolean('must be true or false').default(false),
});
export type Sessions = z.infer<typeof sessions>;

const logGroup = z.string().regex(/^[\w./#-]{1,512}$/, 'must be the name of a log group');
const trail = z.discriminatedUnion(
  'kind',
  [z.strictObject({ kind: z.literal('new') }), z.strictObject({ kind: z.literal('existing'), logGroup })],
  NEW_OR_EXISTING,
);
const alarms = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('new'),
      emails: distinct(z.email('must be an e-mail address')).min(1, 'must name at least one address'),
    }),
    z.strictObject({
      kind: z.literal('existing'),
      topicArn: z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/, 'must be the ARN of a topic'),
    }),
  ],
  NEW_OR_EXISTING,
);

/** Keeps every key: zod's record drops `__proto__`, which is a possible operator name. */
const texts = z.custom<Readonly<Record<string, string>>>(
  (given) =>
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    Object.values(given).every((one) => typeof one === 'string'),
);
const value = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.string()), texts],
  'must be a string, a number, true or false, a list of strings, or an object of strings',
);

/** One IAM policy names every bastion, and its length is limited: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_BASTIONS = 50;

const shape = z
  .strictObject({
    account: z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits'),
    region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region, e.g. "ap-northeast-1"'),
    network: network.optional(),
    bastions: z
      .array(bastion)
      .min(1, 'must name at least one bastion')
      .max(MAX_BASTIONS, `must be at most ${MAX_BASTIONS}, since one policy names them all`),
    access,
    sessions: sessions.optional(),
    trail,
    archive: z.strictObject({ retainYears: whole(1, 100) }),
    alarms,
    slackSecretsPath: z
      .string()
      .regex(/^(?:\/[\w.-]+){1,14}$/, 'must be a path in Parameter Store, e.g. "/bastion-ack/slack"')
      .regex(NOT_RESERVED, 'begins with a word that AWS reserves')
      .max(900, 'must be at most 900 characters')
      .default('/bastion-ack/slack'),
    logRetentionDays: z
      .union(
        [30, 60, 90, 180, 365, 731, 1827, 3653].map((days) => z.literal(days)),
        'must be 30, 60, 90, 180, 365, 731, 1827 or 3653',
      )
      .default(365),
    care: z.strictObject({ patching: patching.optional(), playbooks: playbooks.optional() }).default({}),
    app: z.record(z.string(), value),
  })
  .superRefine((given, context) => {
    for (const { path, message } of crossCheckFaults(given)) context.addIssue({ code: 'custom', path, message });
  });

/** Checked settings. */
export type Settings = Omit<z.infer<typeof shape>, 'app'> & { readonly app: AppVariables };

/**
 * @param path of a JSON file
 * @throws {SettingsError} with every fault and its path
 */
export function loadSettings(path: string): Settings {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const fault = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : `cannot be read: ${String(cause)}`;
    throw new SettingsError(path, [fault], { cause });
  }
  return checkSettings(json, path);
}

/**
 * @param path of the file, for the message
 * @throws {SettingsError} with every fault and its path
 */
export function checkSettings(json: unknown, path = 'settings'): Settings {
  const { data, faults } = parseAll(json);
  const given = z.looseObject({ app: z.record(z.string(), value) }).safeParse(json);
  const app = readApp(given.data?.app ?? {});
  // Without a valid `app` object its missing variables would only repeat that fault.
  if (given.success) faults.push(...app.faults);
  if (data === undefined || faults.length > 0) throw new SettingsError(path, [...new Set(faults)]);
  return { ...data, app };
}

/** Reports unknown keys, then removes them and checks the rest: zod stops at an object with unknown keys. */
function parseAll(json: unknown): { readonly data?: z.infer<typeof shape> | undefined; readonly faults: string[] } {
  const { data, error } = shape.safeParse(json, {
    error: (issue) => (issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined),
  });
  const issues = error?.issues ?? [];
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((one) => [...issue.path, one]) : [],
  );
  if (unknown.length === 0) return { data, faults: issues.map(({ path, message }) => `${pathText(path)} ${message}`) };
  const known = structuredClone(json);
  for (const path of unknown) deleteAt(known, path);
  return {
    faults: [...unknown.map((path) => `${pathText(path)} is unknown: see docs/deploy.md`), ...parseAll(known).faults],
  };
}

function deleteAt(json: unknown, path: readonly PropertyKey[]): void {
  const [last = ''] = path.slice(-1);
  const holder = path.slice(0, -1).reduce<unknown>((at, part) => Object(at)[part], json);
  delete Object(holder)[last];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}
