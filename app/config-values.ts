// In what form each kind of value stands in the environment, and what is said of one that does not.
import * as z from 'zod';

const userId = /^[UW][A-Z0-9]+$/;
export const list = (item: z.ZodString) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));
export const users = list(z.string().regex(userId, 'must be Slack user ids, e.g. "U0123ABCD"'));
export const group = z
  .string()
  .regex(/^S[A-Z0-9]+$/, 'must be a Slack user group id, e.g. "S0123ABCD"')
  .optional();
export const channel = z.string().regex(/^[CG][A-Z0-9]+$/, 'must be a Slack channel id, e.g. "C0123ABCD"');
export const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((value) => value === 'true');
export const amount = (byDefault: number, least: number, most: number) =>
  z.coerce
    .number('must be a number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(byDefault);
export const hour = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. "09:00"')
  .default('09:00');
export const zone = z.string().default('Asia/Tokyo').refine(isZone, 'must be an IANA time zone, e.g. "Asia/Tokyo"');

/** The list knows each zone by one of its names, and is there at once; the first format takes a cold start some 15 ms. */
function isZone(name: string): boolean {
  if (Intl.supportedValuesOf('timeZone').includes(name)) return true;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    // The answer is the refusal.
    return false;
  }
}

/** A JSON object of a certain shape, and what to say when it is another. */
export interface Form<T> {
  readonly shape: z.ZodType<T>;
  readonly fault: string;
}

const namedTargets = z
  .record(z.string().regex(/^m?i-[0-9a-f]{8,17}$/), z.string().trim().min(1).max(256))
  // An object without a target would watch nothing, in silence.
  .refine((byId) => Object.keys(byId).length > 0);
export const targets: Form<'*' | Record<string, string>> = {
  shape: z.union([z.literal('*'), namedTargets]),
  fault: 'must be "*", or a JSON object of at least one id like "i-0123456789abcdef0" with its name',
};
/** "name" or "account/role/name", in the letters that IAM allows; any other key would never be met. */
const operatorKey = /^(?:\d{12}\/[\w+=,.@-]{1,64}\/)?[\w+=,.@-]{1,64}$/;
export const operators: Form<Record<string, string>> = {
  shape: z.record(z.string().regex(operatorKey), z.string().regex(userId)),
  fault: 'must be a JSON object of names, or "account/role/name", each with a Slack user id like "U0123ABCD"',
};

/** Something long: in the environment itself, or in Parameter Store. */
export type Long<T> = { readonly value: T } | { readonly parameter: string };

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER = /^ssm:(\/[\w.-]+(?:\/[\w.-]+)*)$/;

export function long<T>(form: Form<T>) {
  return z.string().transform((text, context): Long<T> => {
    const parameter = PARAMETER.exec(text)?.[1];
    if (parameter !== undefined) return { parameter };
    const read = parseObject(text, form);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: `${form.fault}; or "ssm:/path", where Parameter Store holds it` });
    return z.NEVER;
  });
}

/** Undefined for what does not have the form. */
export function parseObject<T>(text: string, { shape }: Form<T>): { value: T } | undefined {
  let json: unknown;
  try {
    json = text === '*' ? text : JSON.parse(text);
  } catch {
    // Whatever is wrong with it, what would be right is said by the form.
    return undefined;
  }
  const parsed = shape.safeParse(json);
  return parsed.success ? { value: parsed.data } : undefined;
}
