// The texts of the checks in Japanese.
import type { CheckTexts } from '../en/checks.ts';

export const checks: CheckTexts = {
  names: {
    secrets: 'シークレットが保存されている',
    'bot-token': 'Slack がボットトークンを受け付ける',
    scopes: 'トークンに必要なスコープがある',
    channels: 'アプリがチャンネルに参加している',
    approvers: '責任者がいる',
    endpoint: 'エンドポイントが応答する',
    'slack-requests': 'Slack のリクエストが届く',
    watchdog: 'watchdog が動いている',
    clock: '時計が合っている',
    table: 'セッションのテーブルが使える',
    'table-backups': 'テーブルがバックアップされている',
    protection: 'デプロイが保護されている',
    trail: 'CloudTrail が記録している',
    subscription: '記録がサブスクリプションで届く',
    'event-rule': '記録が EventBridge で届く',
    'nightly-rule': '夜間の処理が予定されている',
    targets: '接続先がオンラインである',
    'may-terminate': 'セッションを切断できる',
    'seal-key': '封印の鍵が使える',
    archive: 'アーカイブがロックされている',
    'last-seal': '昨日が封印されている',
    'alarm-topic': 'アラームが届く',
  },
  reasons: {
    'secret-missing': ({ name }) =>
      `${name} が Parameter Store にありません。スタックの出力にあるコマンドで保存してください。`,
    'secret-not-encrypted': ({ name }) =>
      `${name} が暗号化されずに保存されています。削除し、スタックの出力にあるコマンドで SecureString として保存してください。`,
    'token-refused': ({ word }) =>
      `Slack がボットトークンを受け付けません（${word}）。Slack アプリのページから Bot User OAuth Token をコピーし、保存し直してください。`,
    'other-workspace': ({ expected, found }) =>
      `ボットトークンはワークスペース ${found} のものですが、SLACK_TEAM_ID は ${expected} です。そのワークスペースのトークンを保存するか、設定を直してください。`,
    'scopes-missing': ({ scopes }) =>
      `ボットトークンに ${scopes} がありません。Slack アプリのページでスコープを追加し、再インストールして、新しいトークンを保存してください。`,
    'not-in-channel': ({ channel }) =>
      `アプリがチャンネル ${channel} に参加していません。そこで招待してください: /invite @bastion-ack`,
    'channel-archived': ({ channel }) =>
      `チャンネル ${channel} はアーカイブされています。復元するか、設定で別のチャンネルを指定してください。`,
    'channel-not-found': ({ channel }) =>
      `チャンネル ${channel} がアプリから見えません。設定の ID を確認してください。プライベートチャンネルなら、アプリを招待してください: /invite @bastion-ack`,
    'channel-unseen': ({ channel, scopes }) =>
      `任意のスコープ ${scopes} がないので、アプリがチャンネル ${channel} に参加しているか分かりません。テスト通知で確認できます: npm run doctor -- --notice`,
    'no-approver': () => '確認できる人がいません。APPROVER_USERS または APPROVER_USER_GROUP を設定してください。',
    'approver-group-empty': ({ group }) =>
      `責任者のグループ ${group} にメンバーがいません。Slack で責任者を追加してください。`,
    'approver-group-refused': ({ group, word }) =>
      `Slack から ${group} のメンバーを取得できません（${word}）。APPROVER_USER_GROUP と、グループが無効でないことを確認してください。`,
    'endpoint-silent': ({ url, cause }) =>
      `${url} からアプリに届きません: ${cause}。API、slack 関数とそのログ、アドレスの手前にあるものを確認してください。`,
    'no-slack-request': () =>
      'Slack の署名付きリクエストがまだ届いていません。Slack で /bastion check と入力してください。失敗する場合は、Slack アプリのリクエスト URL と署名シークレットを確認してください。',
    'slack-request-seen': ({ at }) => `最後に記録されたのは ${at} です。`,
    'slack-request-old': ({ at, days }) =>
      `最後に記録されたのは ${days}日前の ${at} です。今も届くことを確認するには、Slack で /bastion と入力してください。`,
    'no-poll': ({ at }) =>
      at === undefined
        ? 'watchdog がまだ Session Manager を確認していません。スケジュールを確認し、ログを見てください。'
        : `watchdog が最後に Session Manager を確認したのは ${at} です。スケジュールを確認し、ログを見てください。`,
    'clock-off': ({ seconds }) =>
      `この環境の時計が Slack より ${Math.abs(seconds)}秒${seconds > 0 ? '進んで' : '遅れて'}います。署名と期限に影響するため、合わせてください。`,
    'table-missing': ({ table }) =>
      `テーブル ${table} がありません。リージョンを確認してください。削除された場合は、デプロイの前にバックアップから復元してください。`,
    'table-not-active': ({ table, status }) =>
      `テーブル ${table} は ${status} です。ACTIVE になるまで待ち、変わらなければ DynamoDB コンソールで確認してください。`,
    'index-missing': ({ index }) => `テーブルに索引「${index}」がありません。もう一度デプロイしてください。`,
    'index-not-active': ({ index, status }) => `索引「${index}」は ${status} です。ACTIVE になるまで待ってください。`,
    'no-point-in-time-recovery': ({ table }) =>
      `${table} のポイントインタイムリカバリが無効です。有効にしてください: aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    'not-protected': ({ table }) =>
      `${table} の削除保護が無効なので、誤ってデプロイが削除されるおそれがあります。実行してください: npm run protect`,
    'no-trail': ({ logGroup }) =>
      `このアカウントには、ロググループ ${logGroup} に配信する証跡がありません。設定と CloudTrail コンソールで証跡を確認してください。`,
    'trail-stopped': ({ trail }) =>
      `証跡 ${trail} が停止しています。止めた人を調べ、開始してください: aws cloudtrail start-logging --name ${trail}`,
    'trail-not-delivering': ({ trail, error }) =>
      `証跡 ${trail} が記録を配信できません: ${error}。ロール、バケットのポリシー、鍵を確認してください。`,
    'subscription-missing': ({ logGroup, function: called }) =>
      `ロググループ ${logGroup} に ${called} へのサブスクリプションがありません。もう一度デプロイしてください。削除された場合は、誰によるものか調べてください。`,
    'subscription-differs': ({ logGroup }) =>
      `${logGroup} のサブスクリプションのフィルターが、このバージョンに必要なものと異なります。もう一度デプロイしてください。`,
    'rule-missing': ({ function: called }) =>
      `${called} を呼び出す EventBridge のルールがありません。もう一度デプロイしてください。削除された場合は、誰によるものか調べてください。`,
    'rules-missing': ({ function: called, expected, found }) =>
      `${called} を呼び出す EventBridge のルールは ${expected}個のはずですが、${found}個しかありません。もう一度デプロイし、削除した人を調べてください。`,
    'rule-disabled': ({ rule }) =>
      `ルール ${rule} が無効です。無効にした人を調べ、有効にしてください: aws events enable-rule --name ${rule}`,
    'rule-differs': ({ rule }) =>
      `ルール ${rule} が、このバージョンに必要なものと一致しません。もう一度デプロイしてください。`,
    'targets-unmanaged': ({ targets }) =>
      `${targets}: このリージョンのマネージドノードではありません。ID、SSM エージェント、インスタンスのロールを確認してください。`,
    'targets-offline': ({ targets }) =>
      `${targets}: SSM エージェントがオンラインではありません。サーバーが動いていて、Systems Manager に届くことを確認してください。`,
    'may-not-terminate': ({ role, decision, target }) =>
      `${role} は ${target} のセッションを切断できません（${decision}）。もう一度デプロイしてください。それでも直らなければ、サービスコントロールポリシーやアクセス許可の境界を確認してください。`,
    'key-missing': ({ keyId }) =>
      `鍵 ${keyId} がありません。リージョンを確認してください。鍵がないと、どの日も封印できません。`,
    'key-unusable': ({ keyId, state }) =>
      `鍵 ${keyId} は ${state} です。変更した人を調べ、KMS コンソールで有効にするか、削除を取り消してください。`,
    'key-of-another-kind': ({ keyId, kind }) =>
      `鍵 ${keyId} は ${kind} です。封印には ECC_NIST_P256 SIGN_VERIFY が必要です。SEAL_KEY を直してください。`,
    'archive-not-locked': ({ bucket }) =>
      `${bucket} の新しいオブジェクトがロックされないので、封印した日が削除されるおそれがあります。Object Lock の既定の保持をコンプライアンスモードに戻すため、もう一度デプロイしてください。`,
    'archive-lock-weak': ({ bucket, mode }) =>
      `${bucket} の新しいオブジェクトのロックは ${mode} モードなので、権限のある人は封印した日を削除できます。既定の保持をコンプライアンスモードにするため、もう一度デプロイしてください。`,
    'not-sealed': ({ expected, last }) =>
      `${expected}（UTC）が封印されていません。${last === undefined ? '封印された日はありません' : `最後に封印された日は ${last} です`}。audit-export のログを見てください。足りない日は次の夜に封印されます。`,
    'topic-missing': ({ topic }) =>
      `トピック ${topic} がないので、アラームが届きません。設定を直すか、もう一度デプロイしてください。`,
    'topic-refuses-alarms': ({ topic }) =>
      `${topic} のポリシーが CloudWatch の発行を許可していないので、アラームが届きません。docs/deploy.ja.md のステートメントを追加してください。`,
    'topic-key-refuses-alarms': ({ topic, keyId }) =>
      `${topic} の鍵 ${keyId} を CloudWatch が使えないので、アラームが届きません。docs/deploy.ja.md のステートメントを加えた自分の鍵を使ってください。`,
    'topic-refuses-rules': ({ topic }) =>
      `${topic} のポリシーが EventBridge の発行を許可していないので、デプロイ自体の変更のアラームが届きません。docs/deploy.ja.md のステートメントを追加してください。`,
    'topic-key-refuses-rules': ({ topic, keyId }) =>
      `${topic} の鍵 ${keyId} を EventBridge が使えないので、デプロイ自体の変更のアラームが届きません。docs/deploy.ja.md のステートメントを加えた自分の鍵を使ってください。`,
    'nobody-subscribed': ({ topic }) =>
      `${topic} の購読を確認した人がいないので、アラームが誰にも届きません。確認のメールを開くか、購読を追加してください。`,
    'no-permission': ({ permission }) => `チェックを実行するロールやユーザーに ${permission} を許可してください。`,
    'not-answered': ({ cause }) => `有効な応答がありませんでした: ${cause}。もう一度実行してください。`,
    'no-time': ({ seconds }) => `${seconds}秒以内に応答がありませんでした。もう一度実行してください。`,
    'not-set': ({ variable }) => `${variable} が設定されていません。`,
    'every-node-watched': () => 'すべてのノードを監視しているので、比べる一覧がありません。',
    'first-night-ahead': () => '最初の夜がまだ来ていません。',
  },
  unknown: (reason) => `チェックできませんでした。${reason}`,
  daily: ({ sessions, missed, p99, failed }) =>
    [
      `昨日のセッション ${sessions}件`,
      `通知漏れ ${missed}件`,
      ...(p99 === undefined ? [] : [`通知までの時間（99パーセンタイル）${p99}`]),
      failed === 0 ? 'すべてのチェックに問題なし' : `チェック ${failed}件に問題あり`,
    ].join('、'),
  allPass: (count) => `${count}件のチェックすべてに問題はありません。`,
  someFail: (failed, count) => `${count}件のチェックのうち ${failed}件に問題があります。`,
  noFigures: '昨日のセッションは数えられませんでした',
  moreInLog: (count) => `ほか ${count}件: npm run doctor を実行してください`,
  testNotice: {
    header: '🔧 テスト通知: 何も起きていません',
    explanation:
      'npm run doctor が送信しました。セッションは開始されていません。ボタンを押すと、クリックが届くことを確認できます。',
    button: 'ボタンを試す',
    arrived: (who, at, seconds) => [who, ` さんのクリックが ${at} に届き、押してから ${seconds}秒で応答しました。`],
  },
};
