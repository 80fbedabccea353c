// In what form each kind of value stands in the environment, and what is said of one that does not.
import * as z from 'zod/mini';

const userId = /^[UW][A-Z0-9]+$/;
export const text = (form: RegExp, fault: string) => z.string().check(z.regex(form, fault));
export const list = (item: z.ZodMiniString<string>) =>
  z.pipe(
    z.pipe(
      z._default(z.string(), ''),
      z.transform((names: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    ),
    z.array(item),
  );
export const users = list(text(userId, 'must be Slack user ids, e.g. "U0123ABCD"'));
export const group = z.optional(text(/^S[A-Z0-9]+$/, 'must be a Slack user group id, e.g. "S0123ABCD"'));
export const channel = text(/^[CG][A-Z0-9]+$/, 'must be a Slack channel id, e.g. "C0123ABCD"');
export const flag = z.pipe(
  z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
  z.transform((value) => value === 'true'),
);
export const amount = (byDefault: number, least: number, most: number) =>
  z._default(
    z.coerce
      .number('must be a number')
      .check(z.minimum(least, `must be at least ${least}`), z.maximum(most, `must be at most ${most}`)),
    byDefault,
  );
export const hour = z._default(text(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. "09:00"'), '09:00');
export const zone = z
  ._default(z.string(), 'Asia/Tokyo')
  .check(z.refine(isZone, 'must be an IANA time zone, e.g. "Asia/Tokyo"'));

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
  readonly shape: z.ZodMiniType<T>;
  readonly fault: string;
}

const namedTargets = z
  .record(
    z.string().check(z.regex(/^m?i-[0-9a-f]{8,17}$/)),
    z.string().check(z.trim(), z.minLength(1), z.maxLength(256)),
  )
  // An object without a target would watch nothing, in silence.
  .check(z.refine((byId) => Object.keys(byId).length > 0));
export const targets: Form<'*' | Record<string, string>> = {
  shape: z.union([z.literal('*'), namedTargets]),
  fault: 'must be "*", or a JSON object of at least one id like "i-0123456789abcdef0" with its name',
};
/** "name" or "account/role/name", in the letters that IAM allows; any other key would never be met. */
const operatorKey = /^(?:\d{12}\/[\w+=,.@-]{1,64}\/)?[\w+=,.@-]{1,64}$/;
export const operators: Form<Record<string, string>> = {
  shape: z.record(z.string().check(z.regex(operatorKey)), z.string().check(z.regex(userId))),
  fault: 'must be a JSON object of names, or "account/role/name", each with a Slack user id like "U0123ABCD"',
};

/** Something long: in the environment itself, or in Parameter Store. */
export type Long<T> = { readonly value: T } | { readonly parameter: string };

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER = /^ssm:(\/[\w.-]+(?:\/[\w.-]+)*)$/;

export function long<T>(form: Form<T>) {
  const fault = `${form.fault}; or "ssm:/path", where Parameter Store holds it`;
  return z.pipe(
    z.string(),
    z.transform((given: string, context): Long<T> => {
      const parameter = PARAMETER.exec(given)?.[1];
      if (parameter !== undefined) return { parameter };
      const read = parseObject(given, form);
      if (read !== undefined) return read;
      context.issues.push({ code: 'custom', message: fault, input: given });
      return z.NEVER;
    }),
  );
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
