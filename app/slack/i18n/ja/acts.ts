// Answers to presses that the pressed message does not show itself, in Japanese.
import type { Text } from '../en/texts.ts';

export const acts: Text['acts'] = {
  vouched:
    '記録しました。作業者の Slack アカウントを検証できていないため、2人目の責任者も「確認する」を押す必要があります。',
  outdatedHome: 'このページは古くなっていたため、表示を更新しました。変更は行っていません。',
};
