// The emoji of the stand-in's workspace that people can react with.

export interface Emoji {
  /** As in events and in the Web API, e.g. "white_check_mark" */
  readonly name: string;
  /** e.g. "✅"; undefined for a custom emoji, which is a picture */
  readonly character?: string;
}

/** 認識済み is a custom emoji. Slack appends the skin tone to the name. */
export const EMOJI: readonly Emoji[] = [
  { name: 'white_check_mark', character: '✅' },
  { name: 'eyes', character: '👀' },
  { name: '認識済み' },
  { name: '+1', character: '👍' },
  { name: '+1::skin-tone-3', character: '👍🏼' },
];
