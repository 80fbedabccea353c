// The trial's deployment: every check passes, and each one fails by its switch, with its sentence in both languages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKS, type CheckName } from '../../app/checks/check-names.ts';
import type { CheckResult } from '../../app/checks/outcome.ts';
import type { Checking } from '../../app/checks/ports.ts';
import { openChecking } from '../../app/composition/checking.ts';
import { compose } from '../../app/composition/core.ts';
import { startReading } from '../../app/composition/startup.ts';
import { readConfig } from '../../app/config/read-config.ts';
import { LOCALES } from '../../app/lib/locale.ts';
import { formatCheck, selectCheckTexts } from '../../app/slack/i18n/check-texts.ts';
import { startWorld, type World } from '../../local/world.ts';

let world: World;
let checking: Checking;

beforeAll(async () => {
  const listeners = { onChange: () => {}, onFault: () => {} };
  world = await startWorld({ locale: 'en', timeZone: 'Asia/Tokyo', times: 'team', ...listeners });
  const config = readConfig('watchdog', { ...world.environment() });
  const context = await compose(config, startReading(config), { slackTimeoutMillis: 10_000 });
  checking = openChecking(config, context);
  await world.forward({ minutes: 1 });
});
afterAll(() => world.close());

async function outcomes(): Promise<Map<CheckName, CheckResult>> {
  return new Map((await checking.run()).map((result) => [result.name, result]));
}

/** The broken part, as its sentence in each language names it. */
const SENTENCES: Readonly<Record<CheckName, readonly [en: RegExp, ja: RegExp]>> = {
  secrets: [/signing-secret is not in Parameter Store/, /signing-secret が Parameter Store にありません/],
  'bot-token': [/belongs to the workspace T000000009/, /ワークスペース T000000009 のもの/],
  scopes: [/lacks commands/, /commands がありません/],
  channels: [/not in the channel C0ONCALL001/, /チャンネル C0ONCALL001 に参加していません/],
  approvers: [/group S0APPROVERS has no members/, /グループ S0APPROVERS にメンバーがいません/],
  endpoint: [/does not lead to the app/, /アプリに届きません/],
  'slack-requests': [/Type \/bastion check in Slack/, /Slack で \/bastion check と入力/],
  watchdog: [/last looked at Session Manager at 2/, /最後に Session Manager を確認したのは 2/],
  clock: [/clock is (599|600|601) seconds behind Slack/, /Slack より (599|600|601)秒遅れて/],
  table: [/lacks the index "due"/, /索引「due」がありません/],
  'table-backups': [/Point-in-time recovery of bastion-sessions is off/, /ポイントインタイムリカバリが無効/],
  protection: [/npm run protect/, /npm run protect/],
  trail: [/trail bastion-ack is stopped/, /証跡 bastion-ack が停止/],
  subscription: [/has no subscription to .*session-events/, /session-events へのサブスクリプションがありません/],
  'event-rule': [/rule bastion-ack-session-records is disabled/, /ルール bastion-ack-session-records が無効/],
  'nightly-rule': [
    /No rule of EventBridge calls .*audit-export/,
    /audit-export を呼び出す EventBridge のルールがありません/,
  ],
  targets: [/i-0123456789abcdef0, i-0fedcba9876543210: the SSM agent is not online/, /オンラインではありません/],
  'may-terminate': [/bastion-ack-slack may not terminate .*implicitDeny/, /切断できません（implicitDeny）/],
  'seal-key': [/key alias\/bastion-ack-seal is Disabled/, /鍵 alias\/bastion-ack-seal は Disabled/],
  archive: [/locked in GOVERNANCE mode only/, /GOVERNANCE モード/],
  'last-seal': [/is not sealed; the last sealed day is 2026-01-01/, /最後に封印された日は 2026-01-01/],
  'alarm-topic': [/Nobody has confirmed a subscription/, /購読を確認した人がいない/],
};

test('every check of a healthy trial passes; the first night is still ahead', async () => {
  const found = [...(await outcomes()).values()].map(({ name, outcome }) => [name, outcome.outcome]);
  expect(found).toEqual(CHECKS.map((name) => [name, name === 'last-seal' ? 'not-applicable' : 'passed']));
});

describe.each(CHECKS)('%s', (name) => {
  test(`${name} fails by its switch, alone, and says so in both languages`, async () => {
    await world.breakCheck({ check: name, broken: true });
    const found = await outcomes();
    await world.breakCheck({ check: name, broken: false });
    const result = found.get(name);
    if (result === undefined) throw new Error(`${name} was not run`);
    expect(result.outcome.outcome).toBe('failed');
    const [en, ja] = LOCALES.map((locale) => formatCheck(result, { locale, timeZone: 'Asia/Tokyo' }));
    expect(en).toMatch(SENTENCES[name][0]);
    expect(ja).toMatch(SENTENCES[name][1]);
    for (const locale of LOCALES)
      expect([en, ja].join('\n')).toContain(`✗ ${selectCheckTexts({ locale }).names[name]}: `);
    const others = [...found.values()].filter((one) => one.name !== name && one.outcome.outcome === 'failed');
    expect(others.map((one) => one.name)).toEqual([]);
  });
});

test('repaired, every check passes again', async () => {
  await world.forward({ minutes: 1 });
  const failing = [...(await outcomes()).values()].filter(({ outcome }) => outcome.outcome === 'failed');
  expect(failing).toEqual([]);
});

test('after a night that passes at once, the daily line of a healthy trial says that all checks pass', async () => {
  for (const _ of ['the day of the first pass', 'the day of the first line']) {
    const now = new Date(world.snapshot().now);
    await world.forward({ minutes: 24 * 60 - (now.getUTCHours() * 60 + now.getUTCMinutes()) });
  }
  const texts = () => world.snapshot().messages.map(({ text }) => text);
  await expect
    .poll(texts, { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(/^✅ 0 sessions yesterday, .*all checks pass$/));
}, 60_000);
