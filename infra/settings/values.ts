// In what form each kind of value stands in the settings, and what is said of one that does not.
import * as z from 'zod';

/** @param faultOf what is wrong with a text, or undefined */
export const validText = (faultOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = faultOf(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
/** Each entry says something of its own. */
export const distinct = <T extends z.ZodType<string | number>>(item: T) =>
  z.array(item).superRefine((list, context) => {
    list.forEach((one, at) => {
      if (list.indexOf(one) < at) context.addIssue({ code: 'custom', path: [at], message: `is listed twice: ${one}` });
    });
  });
/** Both ends are taken. */
export const whole = (least: number, most: number) =>
  z
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const NOT_RESERVED = /^\/(?!aws|ssm)/i;
