// The notice of changes of this deployment's own resources in Japanese.
import type { TamperingText } from '../en/tampering.ts';

export const tampering: TamperingText = {
  header: '🚨 bastion-ack 自体が変更されています',
  headerOfUpdate: '🛠️ CloudFormation が bastion-ack 自体を変更しています',
  inOneLine: (header, who, calls) => `${header}: ${who}、${calls}`,
  who: (name) => ['操作した人: ', { bold: name }],
  role: (name) => ['CloudFormation による変更、ロール ', { bold: name }],
  call: (call, resource, at) => [{ bold: call }, ` ${resource}、${at}`],
  refused: (error) => `（AWS が拒否しました: ${error}）`,
  more: (count) => `ほか${count}件（すべての記録は CloudTrail にあります）`,
  askWhy:
    '予定された作業でなければ、誰が行ったかを直ちに調べ、元に戻してください。セッションが通知されなくなるおそれがあります。',
  update: '誰かが開始したスタックの更新です。予定された作業でなければ、誰が行ったかを調べてください。',
  principal: (arn) => `ID: ${arn}`,
};
