// Block Kit's text object: plain text to the letter, mrkdwn as markup.
import { Inlines } from './inlines.tsx';
import { parseMrkdwn } from './mrkdwn.ts';

export function TextObject({ text: { type, text } }: { text: { type: 'plain_text' | 'mrkdwn'; text: string } }) {
  return type === 'plain_text' ? text : <Inlines elements={parseMrkdwn(text)} />;
}
