// Reads the settings of one deployment from a JSON file, and reports every fault with its path in one message.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { access } from '../access/access-settings.ts';
import { bastion } from '../hosts/bastion-settings.ts';
import { patching, playbooks } from '../hosts/maintenance-settings.ts';
import { sessions } from '../hosts/session-settings.ts';
import { NAME_LENGTH, namesOf } from '../names.ts';
import { network } from '../network/network-settings.ts';
import { UNSUPPORTED_REGION } from '../partition.ts';
import { type AppVariables, readApp } from '../service/environment.ts';
import { planEnvironment } from '../service/environment-size.ts';
import { crossCheckFaults } from './cross-checks.ts';
import { distinct, NEW_OR_EXISTING, NOT_RESERVED, whole } from './values.ts';

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

const logGroup = z
  .string()
  .regex(
    /^(?:arn:aws[\w-]*:logs:[\w-]+:\d{12}:log-group:)?[\w./#-]{1,512}(?::\*)?$/,
    'must be the name or the ARN of a log group',
  );
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

const { least, most } = NAME_LENGTH;
/** A trail's name allows no two hyphens in a row: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
const deploymentName = z
  .string()
  .regex(
    /^[a-z](?:-?[a-z0-9])*$/,
    'must be lower-case letters, digits and single hyphens, begin with a letter and not end with a hyphen',
  )
  .min(least, `must be at least ${least} characters`)
  .max(most, `must be at most ${most} characters`)
  .refine((text) => !/^(?:aws|amazon|amzn|ssm)/.test(text), 'begins with a word that AWS reserves');

const written = z
  .strictObject({
    name: deploymentName.default('bastion-ack'),
    account: z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits'),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region, e.g. "ap-northeast-1"')
      .max(25, 'must be at most 25 characters')
      .refine((text) => !UNSUPPORTED_REGION.test(text), 'is in a partition of AWS that is not supported'),
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
      .optional(),
    logRetentionDays: z
      .union(
        [30, 60, 90, 180, 365, 731, 1827, 3653].map((days) => z.literal(days)),
        'must be 30, 60, 90, 180, 365, 731, 1827 or 3653',
      )
      .default(365),
    care: z.strictObject({ patching: patching.optional(), playbooks: playbooks.optional() }).default({}),
    app: z.record(z.string(), value),
    protected: z.boolean('must be true or false').default(false),
    reserveWatchdog: z.boolean('must be true or false').default(false),
  })
  .superRefine((given, context) => {
    for (const { path, message } of crossCheckFaults(given)) context.addIssue({ code: 'custom', path, message });
  });
/** @param text a name, or an ARN, which may end in ":*" */
const logGroupName = (text: string) => text.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');

/** Settings as they are written: names may be left out. */
export type WrittenSettings = z.infer<typeof written>;

const shape = written.transform((given) => {
  const names = namesOf(given);
  const { access, sessions, slackSecretsPath = names.slackSecretsPath } = given;
  return {
    ...given,
    slackSecretsPath,
    trail: given.trail.kind === 'new' ? given.trail : { ...given.trail, logGroup: logGroupName(given.trail.logGroup) },
    sessions: sessions && { ...sessions, documentName: sessions.documentName ?? names.sessionDocument },
    access: access.kind === 'role' ? { ...access, roleName: access.roleName ?? names.operatorRole } : access,
  };
});

/** Checked settings, with the names that they leave out. */
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
  // zod drops this key, which JSON can have.
  if (Object.hasOwn(Object(Object(json).app), '__proto__'))
    faults.push('app.__proto__ is not a variable of docs/configuration.md');
  // Without a valid `app` object its missing variables would only repeat that fault.
  if (given.success) faults.push(...app.faults);
  // Only valid settings can be measured.
  if (data !== undefined && faults.length === 0)
    faults.push(...planEnvironment({ ...data, app }).faults.map((fault) => `app.${fault}`));
  if (data === undefined || faults.length > 0) throw new SettingsError(path, [...new Set(faults)]);
  return { ...data, app };
}

/** Reports unknown keys, then removes them and checks the rest: zod stops at an object with unknown keys. */
function parseAll(json: unknown): { readonly data?: z.infer<typeof shape> | undefined; readonly faults: string[] } {
  const { data, error } = shape.safeParse(json, {
    error: (issue) => (issue.code === 'invalid_type' ? typeFault(issue.expected, issue.input) : undefined),
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

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'text in quotes',
};

function typeFault(expected: string, input: unknown): string | undefined {
  if (input === undefined) return 'is missing';
  return KINDS[expected] && `must be ${KINDS[expected]}`;
}

function deleteAt(json: unknown, path: readonly PropertyKey[]): void {
  const [last = ''] = path.slice(-1);
  const holder = path.slice(0, -1).reduce<unknown>((at, part) => Object(at)[part], json);
  delete Object(holder)[last];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}
