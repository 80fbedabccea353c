// With a reaction that acknowledges the token needs one more scope: without it Slack sends no reaction, and the doctor says so.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoctor } from '../../app/composition/doctor.ts';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';
import { startWorld, type World } from '../../local/world.ts';
import manifest from '../../manifest.json' with { type: 'json' };

let world: World;
let withoutReactions: SlackStandIn;
beforeAll(async () => {
  const listeners = { onChange: () => {}, onFault: () => {} };
  world = await startWorld({ locale: 'en', timeZone: 'Asia/Tokyo', times: 'team', ...listeners });
  const scopes = manifest.oauth_config.scopes.bot.filter((scope) => scope !== 'reactions:read');
  withoutReactions = await startSlack({ scopes, channel: { id: 'C0BASTION01', name: 'bastion' }, people: [] });
});
afterAll(() => Promise.all([withoutReactions.close(), world.close()]));

/** @returns the doctor's line about the scopes */
async function examine(over: Record<string, string>): Promise<string | undefined> {
  const doctor = await openDoctor({ ...world.environment(), ...over });
  return (await doctor.examine()).lines.find((line) => line.includes('The token has the scopes'));
}

test('without the scope for reactions the doctor names it where a reaction acknowledges, and only there', async () => {
  const lacking = { SLACK_API_URL: withoutReactions.apiUrl };
  expect(await examine({ ...lacking, ACKNOWLEDGE_REACTION: '認識済み' })).toMatch(/^✗ .*lacks reactions:read/);
  expect(await examine({ ...lacking, ACKNOWLEDGE_REACTION: '' })).toBe('✓ The token has the scopes');
  expect(await examine({ ACKNOWLEDGE_REACTION: '認識済み' })).toBe('✓ The token has the scopes');
});
