// Schemas for the kinds of values in the settings, each with its message.
import * as z from 'zod';

export const NEW_OR_EXISTING = 'must be "new" or "existing"';

/** @param faultOf returns the fault of a text, or undefined */
export const validText = (faultOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = faultOf(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
/** A list without duplicates. */
export const distinct = <T extends z.ZodType<string | number>>(item: T) =>
  z.array(item).superRefine((list, context) => {
    list.forEach((one, at) => {
      if (list.indexOf(one) < at) context.addIssue({ code: 'custom', path: [at], message: `is listed twice: ${one}` });
    });
  });
/** A whole number; both bounds are allowed. */
export const whole = (least: number, most: number) =>
  z
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const NOT_RESERVED = /^\/(?!aws|ssm)/i;
