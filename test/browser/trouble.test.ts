// Time and faults, by hand on the page: the clock moves forward, a fault is switched on, and the page says so.
import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { SWITCHES } from '../../local/snapshot.ts';
import { PHONE, pageOf, shown } from './visit.ts';

const { visit, post } = pageOf();

const ON_CALL = 'C0ONCALL001';
const MINUTE = 60_000;

afterEach(async () => {
  for (const name of SWITCHES) await post('switch', { name, on: false });
});

const turn = (page: Page, name: string) => page.getByRole('switch', { name, exact: true }).click();
const banner = (page: Page, text: string) => page.getByRole('status').getByText(text);
const viewOf = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });

/** The time that an element shows, in epoch milliseconds. */
async function momentAt(part: Locator): Promise<number> {
  return Date.parse((await part.locator('time').first().getAttribute('datetime')) ?? '');
}

test('the clock of the trial goes on by itself and moves forward in every page', async () => {
  const one = await visit();
  const two = await visit();
  const clockOf = (page: Page) => page.getByRole('region', { name: 'Time and failures' }).locator('.world-clock');
  const began = await momentAt(clockOf(one.page));
  await expect.poll(() => momentAt(clockOf(one.page))).toBeGreaterThan(began);
  await one.page.getByRole('button', { name: '+5 min' }).click();
  await one.page.getByRole('button', { name: '+15 min' }).click();
  for (const { page } of [one, two]) {
    await expect.poll(() => momentAt(clockOf(page))).toBeGreaterThan(began + 20 * MINUTE);
    // The clock moves once. On a slow machine it also goes on by itself meanwhile.
    expect(await momentAt(clockOf(page))).toBeLessThan(began + 40 * MINUTE);
  }
  expect(await shown(clockOf(one.page))).toMatch(/^It is now \d\d:\d\d:\d\d \w+day, \w+ \d+$/);
  // New sessions start at the moved time.
  const notice = await two.start();
  expect(Math.abs((await momentAt(notice.card)) - (await momentAt(clockOf(one.page))))).toBeLessThan(15 * MINUTE);
});

test('while Slack is down the channel says so, and the page refuses clicks and messages with a reason', async () => {
  const { page, start, say } = await visit();
  const another = await visit();
  const notice = await start();
  const text = 'Slack is down: posts and buttons do not work.';
  await turn(page, 'Slack is down');
  await banner(page, text).waitFor();
  await banner(another.page, text).waitFor();
  await notice.button('Acknowledge').click();
  await notice.card.getByRole('alert').getByText(text).waitFor();
  await say('/bastion who');
  await page.getByRole('alert').getByText(text).nth(1).waitFor();
  expect(await notice.text()).toContain('A session has started');
  await turn(page, 'Slack is down');
  await banner(page, text).waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').getByText(text).count()).toBe(0);
  await notice.button('Acknowledge').click();
  await notice.says('Acknowledged by @approver-1');
});

test('while CloudTrail is late the page still shows a new session, and its event cannot be repeated', async () => {
  const { page, sessions, notice } = await visit();
  await turn(page, 'CloudTrail is late');
  await banner(page, 'CloudTrail is late').waitFor();
  const before = await sessions.count();
  await page.getByRole('button', { name: 'Start session' }).click();
  await expect.poll(() => sessions.count()).toBe(before + 1);
  const found = notice((await sessions.first().getAttribute('data-session-id')) ?? '');
  await found.card.waitFor();
  await page.getByRole('button', { name: 'Redeliver last event' }).click();
  await page.getByRole('alert').getByText('CloudTrail is late').waitFor();

  expect(await found.text()).not.toContain('Source IP');
  await turn(page, 'CloudTrail is late');
  await found.says('Source IP: 203.0.113.24');
  expect(await found.card.count()).toBe(1);
});

test('while TerminateSession does nothing, the notice of a terminated session says that it is still connected', async () => {
  const { page, start } = await visit();
  const notice = await start();
  await turn(page, 'TerminateSession does nothing');
  await banner(page, 'TerminateSession does nothing').waitFor();
  const cut = async () => {
    await notice.button('Terminate').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Terminate' }).click();
  };
  await cut();
  await notice.card.getByText('still connected').first().waitFor();
  expect(await shown(notice.session)).toContain('Connected');
  await turn(page, 'TerminateSession does nothing');
  await cut();
  await notice.says('Session terminated');
});

test('the on-call channel marks new messages, and people can read and write in it', async () => {
  const { page } = await visit();
  await viewOf(page, '# on-call').click();
  await page.getByRole('textbox', { name: 'Message #on-call, or a command' }).fill('I am here');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const onCall = page.getByRole('region', { name: '# on-call' });
  await onCall.getByText('I am here').waitFor();
  await viewOf(page, '# bastion').click();
  expect(await page.getByRole('article').getByText('I am here').count()).toBe(0);

  await post('say', { personId: 'U0APPROVER2', channelId: ON_CALL, text: 'so am I' });
  await viewOf(page, '# on-call 1 new').click();
  await onCall.getByText('so am I').waitFor();
  await viewOf(page, /^# on-call$/).waitFor();
});

test('an unacknowledged session gets its warnings in the thread, to its operator and on its host, and is terminated', async () => {
  const { page, be, start } = await visit();
  const notice = await start();
  await page.getByRole('button', { name: '+5 min' }).click();
  await page.getByRole('button', { name: '+1 min' }).click();
  await notice.replies.getByText('nobody has acknowledged').waitFor();
  for (let minute = 0; minute < 8; minute += 1) await page.getByRole('button', { name: '+1 min' }).click();
  await notice.session.getByText(/^Terminal warning on bastion-linux: \d\d:\d\d/).waitFor();
  await be('operator');
  await viewOf(page, /^Direct messages \d+ new$/).click();
  await page.getByRole('region', { name: 'Direct messages' }).getByText('It will be terminated at').last().waitFor();
  await viewOf(page, '# bastion').click();
  await page.getByRole('button', { name: '+5 min' }).click();
  await notice.says('Session terminated');
});

test('the list at 09:00 has a session that ended unacknowledged, and one click acknowledges it', async () => {
  const { page, start, onlyYou } = await visit();
  const notice = await start();
  await notice.session.getByRole('button', { name: 'End' }).click();
  await notice.says('Session ended (unacknowledged)');
  await page.getByRole('button', { name: 'to 09:00' }).click();
  const digest = page.getByRole('article').filter({ hasText: 'ended unacknowledged' }).last();
  await digest.getByRole('button', { name: 'Acknowledge all listed' }).click();
  await onlyYou.filter({ hasText: /^.*Done: \d+ acknowledged\./s }).waitFor();
  await notice.says('Acknowledged by @approver-1');
});

test('on a phone the view of the bastion hosts has the clock and the switches, and the channel shows the faults', async () => {
  const { page } = await visit({ viewport: PHONE });
  await viewOf(page, 'Bastion hosts').click();
  await page.getByRole('button', { name: '+1 min' }).click();
  await turn(page, 'CloudTrail is late');
  await page.getByRole('switch', { name: 'CloudTrail is late', checked: true }).waitFor();
  await viewOf(page, '# bastion').click();
  await banner(page, 'CloudTrail is late').waitFor();
});
