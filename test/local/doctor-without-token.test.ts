// Before the secrets are stored the doctor runs: it says so, and what AWS answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoctor } from '../../app/composition/doctor.ts';
import { startWorld, type World } from '../../local/world.ts';

let world: World;
beforeAll(async () => {
  const listeners = { onChange: () => {}, onFault: () => {} };
  world = await startWorld({ locale: 'en', timeZone: 'Asia/Tokyo', times: 'team', ...listeners });
});
afterAll(() => world.close());

test('without a bot token the checks of AWS still run, and the secrets say what to do', async () => {
  const doctor = await openDoctor({ ...world.environment(), SLACK_SECRETS_PATH: '/nowhere' });
  const { lines, failed } = await doctor.examine();
  expect(lines).toContainEqual(
    expect.stringMatching(/^✗ Secrets are stored: \/nowhere\/bot-token is not in Parameter Store\. Store it/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^✗ Slack accepts the bot token: .*invalid_auth/));
  expect(lines).toContainEqual(expect.stringMatching(/^✗ The app is in its channels: Slack refuses the bot token/));
  expect(lines).toContain('✓ CloudTrail records');
  expect(failed).toBeGreaterThan(1);
  await expect(doctor.postTestNotice()).rejects.toThrow('invalid_auth');
});
