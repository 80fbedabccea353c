// The story of docs/local.md, by hand on the page: why, by whom, and back again.
import axe, { type AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Notice, PHONE, pageOf, shown } from './visit.ts';

const { visit, post } = pageOf();

const viewOf = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click();

async function choose(notice: Notice, item: string): Promise<void> {
  await notice.card.getByRole('button', { name: 'More actions' }).click();
  await notice.card.page().getByRole('menuitem', { name: item }).filter({ visible: true }).click();
}

async function react(notice: Notice, emoji: string): Promise<void> {
  await notice.card.hover();
  await notice.card.getByRole('button', { name: 'Add a reaction' }).click();
  await notice.card.page().getByRole('menuitem', { name: emoji, exact: true }).filter({ visible: true }).click();
}

/** Fills the first field of a dialog and submits it. */
async function submit(dialog: Locator, text: string): Promise<void> {
  await dialog.getByRole('textbox').first().fill(text);
  await dialog.locator('[type="submit"]').click();
}

async function expectSound(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
}

test('the operator says why once, in the dialog of their direct message, and the notice shows it', async () => {
  const { page, be, start } = await visit();
  const notice = await start();
  await be('operator');
  await viewOf(page, /^Direct messages/);
  const direct = page.getByRole('region', { name: 'Direct messages' });
  await direct.getByRole('button', { name: /^Say why/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Why this session?' });
  await dialog.getByRole('textbox', { name: /^Ticket/ }).fill('OPS-4711');
  await expectSound(page);
  await submit(dialog, 'Renew <!channel> the certificate');
  await dialog.waitFor({ state: 'detached' });
  await direct.getByRole('button', { name: /^Say why/ }).waitFor({ state: 'detached' });
  await direct.getByRole('link', { name: 'its notice' }).last().click();
  await page.locator('article[data-jumped]').getByText(notice.sessionId).waitFor();
  await notice.says('Renew <!channel> the certificate');
  expect(await notice.text()).toContain('OPS-4711');
});

test('an approver acknowledges with a note, and another one takes it back with a reason', async () => {
  const { page, be, start } = await visit();
  const notice = await start({ reason: 'patching' });
  await choose(notice, 'Acknowledge with a note…');
  const dialog = page.getByRole('dialog', { name: 'Acknowledge with a note' });
  await dialog.waitFor();
  await expectSound(page);
  await submit(dialog, 'Known, until 22:00');
  await notice.says('Known, until 22:00');
  expect(await notice.text()).toContain('Acknowledged by @approver-1');

  await be('approver-2');
  await choose(notice, 'Take back the acknowledgement…');
  const back = page.getByRole('dialog', { name: 'Take back' });
  await back.locator('[type="submit"]').click();
  await back.getByRole('alert').waitFor();
  await submit(back, 'The window has moved');
  await notice.says('The window has moved');
  expect(await notice.buttons()).toEqual(['Acknowledge', 'Terminate']);
  await notice.replies.getByText('took back the acknowledgement').waitFor();
});

test('a dialog of a session that has ended says so, and keeps what was typed', async () => {
  const { page, start } = await visit();
  const notice = await start({ reason: 'short' });
  await choose(notice, 'Terminate with a reason…');
  const dialog = page.getByRole('dialog', { name: 'Terminate with a reason' });
  await dialog.waitFor();
  await post('end', { sessionId: notice.sessionId });
  await notice.says('Session ended');
  await submit(dialog, 'too late');
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('textbox').first().inputValue()).toBe('too late');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('a session under an unverified name needs two approvers', async () => {
  const { be, start } = await visit();
  const notice = await start({ principal: 'assumed-role', reason: 'x' });
  await notice.button('Acknowledge').click();
  await notice.says('a second approver must press Acknowledge too');
  await be('approver-2');
  await notice.button('Acknowledge').click();
  await notice.says('Session acknowledged');
  expect(await notice.text()).toContain('vouched by @approver-1');
});

test('the reaction of an approver acknowledges, and that of a bystander is refused privately', async () => {
  const { be, start, onlyYou } = await visit();
  const notice = await start({ reason: 'x' });
  await be('bystander');
  await react(notice, 'white_check_mark');
  await onlyYou.filter({ hasText: 'Only approvers can acknowledge a session.' }).waitFor();
  await be('approver-1');
  await react(notice, '認識済み');
  await notice.card.getByRole('button', { name: ':認識済み: approver-1' }).waitFor();
  expect(await notice.text()).toContain('A session has started');
  await react(notice, 'white_check_mark');
  await notice.says('Acknowledged by @approver-1');
  await notice.card.getByRole('button', { name: ':white_check_mark: bystander, approver-1' }).click();
  await notice.card.getByRole('button', { name: ':white_check_mark: bystander', exact: true }).waitFor();
  expect(await notice.text()).toContain('Acknowledged by @approver-1');
});

test('the Home tab lists unacknowledged sessions with buttons and links, on a phone as well', async () => {
  const { page, be, start } = await visit();
  const notice = await start({ reason: 'for the Home tab' });
  const home = page.getByRole('region', { name: 'Home' });
  await page.setViewportSize(PHONE);
  await viewOf(page, 'Home');
  await home.getByText('for the Home tab').waitFor();
  await expectSound(page);
  const before = await home.getByRole('button', { name: /^Acknowledge/ }).count();
  await home
    .getByRole('button', { name: /^Acknowledge/ })
    .last()
    .click();
  await expect.poll(() => home.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(before - 1);
  await home.getByRole('link', { name: 'Notice' }).first().click();
  await page.locator('article[data-jumped]').waitFor();
  await be('bystander');
  await viewOf(page, 'Home');
  await home.getByText('Live now').waitFor();
  expect(await home.getByRole('button').count()).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await notice.card.waitFor({ state: 'attached' });
});

test('after eight hours the approver is asked again: still mine, take over, or it expires', async () => {
  const { page, be, start } = await visit();
  const [kept, takenOver, expired] = [
    await start({ reason: 'a' }),
    await start({ reason: 'b' }),
    await start({ reason: 'c' }),
  ];
  for (const notice of [kept, takenOver, expired]) {
    await notice.button('Acknowledge').click();
    await notice.says('Session acknowledged');
  }
  await page.getByRole('button', { name: '+8 h' }).click();
  const asked = (notice: Notice, name: string) =>
    notice.replies.locator('.content .button').getByText(name, { exact: true });
  await asked(kept, 'Still mine').click();
  await kept.says('confirmed at');
  await be('approver-2');
  await asked(takenOver, 'Take over').click();
  await takenOver.says('taken over from');
  expect(await takenOver.text()).toContain('@approver-2');
  await asked(expired, 'Still mine').waitFor();
  await page.getByRole('button', { name: '+15 min' }).click();
  await page.getByRole('button', { name: '+1 min' }).click();
  await expired.says('Acknowledgement expired');
  expect(await shown(kept.card)).toContain('Session acknowledged');
  expect(await shown(takenOver.card)).toContain('Session acknowledged');
});
