// The help in Japanese.
import type { help as en } from '../en/help.ts';
import type { HelpLines } from '../subcommands.ts';

const HELP_LINES: HelpLines = {
  overview: ['/bastion', '未確認のセッションと、現在接続している人を表示します'],
  pending: ['/bastion pending', '未確認のセッションを期限の近い順に表示します'],
  who: ['/bastion who', '現在接続している人を表示します'],
  history: ['/bastion history', '直近7日間のセッションを表示します（作業者名または接続先、日数を付けられます）'],
  acknowledge: ['/bastion acknowledge <セッション>', 'セッションの詳細を表示し、その場で確認できます'],
  terminate: ['/bastion terminate <セッション>', 'セッションの詳細を表示し、その場で切断できます'],
  export: [
    '/bastion export <期間>',
    '指定した期間のセッションの記録をファイルで送ります（監査担当者用、csv または jsonl）',
  ],
  check: ['/bastion check', '正しく動いているかをチェックします（責任者用）'],
  help: ['/bastion help', 'この説明を表示します'],
};

export const help: typeof en = {
  title: '/bastion でできること',
  unknown: (word) => [{ code: word }, ' というコマンドはありません。'],
  suggestion: (command) => ['もしかして: ', { code: command }],
  lines: HELP_LINES,
  session: '<セッション> には、セッションIDかその先頭部分、または作業者名を指定します。',
  buttons: 'チャンネルの各通知に「確認する」と「切断する」のボタンがあります。',
};
