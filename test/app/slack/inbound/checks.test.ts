// /bastion check, and the button of the test notice.
import { beforeEach, expect, test } from 'vitest';
import { renderTestNotice } from '../../../../app/slack/views/checks.ts';
import { APPROVER, CHANNEL, MESSAGE_OPTIONS } from '../notice-states-fixture.ts';
import { buttonsOf, linesOf, openDesk, PEOPLE } from '../slack-app-fixture.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;

beforeEach(async () => {
  desk = await openDesk();
});

test('/bastion check hands over with the response_url of the command', async () => {
  expect(linesOf(await desk.type('check'))).toEqual([
    'The checks are running. The result comes here within half a minute.',
  ]);
  expect(desk.checksAsked).toEqual([{ userId: APPROVER, responseUrl: expect.stringMatching(/^http/) }]);
});

test.each([
  ['not-an-approver', /^Only approvers/],
  ['approvers-unknown', /^I couldn’t get the approver list/],
  ['not-started', /could not be started/],
] as const)('/bastion check says why it does not start: %s', async (outcome, why) => {
  desk.answers.checking = outcome;
  expect(linesOf(await desk.type('check'))[0]).toMatch(why);
});

async function pressTest(person = PEOPLE.approver) {
  const { text, blocks } = renderTestNotice(MESSAGE_OPTIONS);
  desk.slack.addMessage({ place: 'channel', channel: CHANNEL, user: desk.slack.botUserId, text, blocks });
  const [notice] = desk.slack.messages();
  const [button] = notice === undefined ? [] : buttonsOf(notice);
  if (notice === undefined || button === undefined) throw new Error('there is no test notice');
  return desk.press(notice, button, person);
}

test('a press of the test button says who pressed, when it arrived and how soon, and takes the button away', async () => {
  const answered = await pressTest();
  expect(linesOf(answered).join(' ')).toMatch(
    /The click of .*U0APPROVER.* arrived at .* and was answered [\d.]+ seconds? after/,
  );
  expect(answered && buttonsOf(answered)).toEqual([]);
  expect(desk.notedRequests).toEqual(['noted']);
});

test('a press of the test button changes no session', async () => {
  await pressTest(PEOPLE.operator);
  expect([desk.clicks, desk.listClicks]).toEqual([[], []]);
});
