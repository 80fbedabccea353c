// The checks of the deployment, by hand on the page: one is broken, says so, and is repaired.
import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { CHECKS } from '../../app/checks/check-names.ts';
import { PHONE, pageOf } from './visit.ts';

const { visit, post } = pageOf();

const BROKEN = 'trail';
const LINE =
  '✗ CloudTrail records: The trail bastion-ack is stopped. Find out who stopped it, and start it: aws cloudtrail start-logging --name bastion-ack';

afterEach(() => post('break', { check: BROKEN, broken: false }));

function checksOf(page: Page) {
  const region = page.getByRole('region', { name: 'Checks of the deployment' });
  const line = (text: string): Locator => region.getByRole('listitem').filter({ hasText: text });
  return {
    region,
    line,
    summary: (text: string) => region.getByRole('status').getByText(text).waitFor(),
    press: (name: string) => region.getByRole('button', { name, exact: true }).click(),
    choose: (check: string) => region.getByLabel('Check', { exact: true }).selectOption(check),
    openOthers: () => region.locator('summary').click(),
  };
}

test('a check that is broken on the page says what is wrong and what to do, and passes once it is repaired', async () => {
  const { page } = await visit();
  const another = checksOf((await visit()).page);
  const { region, line, summary, press, choose, openOthers } = checksOf(page);
  await press('Run all checks');
  await summary('All 22 checks pass.');
  await openOthers();
  expect(await line('✓ CloudTrail records').isVisible()).toBe(true);
  expect(await region.getByRole('listitem').count()).toBe(CHECKS.length);

  await choose(BROKEN);
  await press('Break');
  await summary('1 of 22 checks');
  expect(await line('✗').allInnerTexts()).toEqual([LINE]);
  expect(await region.getByRole('option', { name: 'CloudTrail records (broken)' }).count()).toBe(1);
  await another.line(LINE).waitFor();

  await press('Repair');
  await summary('All 22 checks pass.');
  expect(await line('✗').count()).toBe(0);
  expect(await line('✓ CloudTrail records').textContent()).toBe('✓ CloudTrail records');
  await another.line(LINE).waitFor({ state: 'detached' });
});

test('on a phone and in a small window the checks can be broken and read', async () => {
  for (const viewport of [PHONE, { width: 640, height: 400 }]) {
    const { page } = await visit({ viewport });
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Bastion hosts' }).click();
    const { line, press, choose } = checksOf(page);
    await choose(BROKEN);
    await press('Break');
    await line(LINE).scrollIntoViewIfNeeded();
    expect(await line(LINE).isVisible()).toBe(true);
    await press('Repair');
    await line(LINE).waitFor({ state: 'detached' });
  }
});
