// The form of each kind of value in the environment, and the message for an invalid one.
import * as v from 'valibot';
import { namedValues } from '../lib/schema-error.ts';
import { STEADY_ZONE_NAMES } from '../lib/steady-zones.ts';

const userId = /^[UW][A-Z0-9]+$/;
export const text = (form: RegExp, fault: string) => v.pipe(v.string(), v.regex(form, fault));
export const list = (item: v.GenericSchema<string>) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((names) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
    v.array(item),
  );
export const users = list(text(userId, 'must be Slack user ids, e.g. "U0123ABCD"'));
export const group = v.optional(text(/^S[A-Z0-9]+$/, 'must be a Slack user group id, e.g. "S0123ABCD"'));
export const channel = text(/^[CG][A-Z0-9]+$/, 'must be a Slack channel id, e.g. "C0123ABCD"');
export const flag = flagThatIs('false');
export const flagThatIsOn = flagThatIs('true');
function flagThatIs(byDefault: 'true' | 'false') {
  return v.pipe(
    v.optional(v.picklist(['true', 'false'], 'must be true or false'), byDefault),
    v.transform((value) => value === 'true'),
  );
}
const number = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.transform(Number),
    v.number('must be a number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );
export const amount = (byDefault: number, least: number, most: number) =>
  v.optional(number(least, most), String(byDefault));
export const amountOrNone = (least: number, most: number) => v.optional(number(least, most));
export const hour = v.optional(text(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. "09:00"'), '09:00');
export const zone = v.optional(
  v.pipe(v.string(), v.check(isZone, 'must be an IANA time zone, e.g. "Asia/Tokyo"')),
  'Asia/Tokyo',
);

/**
 * The list contains each zone under one of its names, and takes 2 ms of a cold start; the first format takes about 15.
 */
function isZone(name: string): boolean {
  if (STEADY_ZONE_NAMES.includes(name)) return true;
  // Intl accepts an offset as a zone, and nothing else does.
  if (!/^[A-Za-z]/.test(name)) return false;
  if (Intl.supportedValuesOf('timeZone').includes(name)) return true;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    // False is the answer.
    return false;
  }
}

/** A JSON object of a certain shape, and the message for any other. */
export interface JsonForm<T> {
  readonly shape: v.GenericSchema<unknown, T>;
  readonly fault: string;
}

const named = (name: RegExp, value: v.GenericSchema<string>) =>
  v.pipe(
    namedValues(value),
    v.check((byName) => Object.keys(byName).every((one) => name.test(one))),
  );

const namedTargets = v.pipe(
  named(/^m?i-[0-9a-f]{8,17}$/, v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(256))),
  // An empty object would silently watch nothing.
  v.check((byId) => Object.keys(byId).length > 0),
);
export const targets: JsonForm<'*' | Record<string, string>> = {
  shape: v.union([v.literal('*'), namedTargets]),
  fault: 'must be "*", or a JSON object with at least one id like "i-0123456789abcdef0" and its name',
};
/** "name" or "account/role/name", in the characters that IAM allows; any other key would never match. */
const operatorKey = /^(?:\d{12}\/[\w+=,.@-]{1,64}\/)?[\w+=,.@-]{1,64}$/;
export const operators: JsonForm<Record<string, string>> = {
  shape: named(operatorKey, v.pipe(v.string(), v.regex(userId))),
  fault: 'must be a JSON object that maps names, or "account/role/name", to Slack user ids like "U0123ABCD"',
};

const arn = v.optional(v.pipe(v.string(), v.startsWith('arn:')));
/** Resources that the checks look at and no other part of the app needs. */
export const checkedResources = {
  shape: v.object({
    sessionEventsFunction: arn,
    auditExportFunction: arn,
    terminatingRoles: v.optional(v.array(v.pipe(v.string(), v.startsWith('arn:')))),
    alarmTopic: arn,
    recordsPattern: v.optional(v.string()),
    sessionEventsRules: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
  fault:
    'must be a JSON object: the ARNs sessionEventsFunction, auditExportFunction and alarmTopic, a list of ARNs terminatingRoles, the text recordsPattern, and the number sessionEventsRules',
} satisfies JsonForm<unknown>;

/** A long value: in the environment itself, or in Parameter Store. */
export type ValueOrParameter<T> = { readonly value: T } | { readonly parameter: string };

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER = /^ssm:(\/[\w.-]+(?:\/[\w.-]+)*)$/;

export function valueOrParameter<T>(form: JsonForm<T>) {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): ValueOrParameter<T> => {
      const parameter = PARAMETER.exec(dataset.value)?.[1];
      if (parameter !== undefined) return { parameter };
      const read = parseObject(dataset.value, form);
      if (read !== undefined) return read;
      addIssue({ message: `${form.fault}; or "ssm:/path", if Parameter Store holds it` });
      return NEVER;
    }),
  );
}

/** Parses a JSON object; undefined if it does not have the form. */
export function parseObject<T>(text: string, { shape }: JsonForm<T>): { value: T } | undefined {
  let json: unknown;
  try {
    json = text === '*' ? text : JSON.parse(text);
  } catch {
    // The form's own message describes a valid value, whatever the fault.
    return undefined;
  }
  const parsed = v.safeParse(shape, json);
  return parsed.success ? { value: parsed.output } : undefined;
}
