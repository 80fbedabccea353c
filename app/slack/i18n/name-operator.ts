// The name of an operator, and beside it if IAM does not vouch for it.
import type { Operator } from '../../session/event.ts';
import type { Text } from './en/texts.ts';
import { sanitize, type TextPart } from './rich-text.ts';

/** The remark is not bold: a name cannot imitate it. @param most UTF-16 units of the name */
export function nameOperator(operator: Operator, text: Text, most: number): TextPart[] {
  return [{ bold: sanitize(operator.name, most) }, ...remarkOn(operator, text)];
}

/** As `nameOperator`, with a mention in the place of the name where the operator's Slack account is known. */
export function mentionOperator(operator: Operator, text: Text): TextPart[] {
  const { slackUser, name } = operator;
  return [slackUser ? { user: slackUser } : { bold: sanitize(name, 200) }, ...remarkOn(operator, text)];
}

function remarkOn({ verified }: Operator, { notice }: Text): TextPart[] {
  return verified ? [] : [notice.unverified];
}
