// The page for a thumb and for a screen reader: on a phone and at a desk, light and dark, in both languages.
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type StartRequest, SWITCHES } from '../../local/snapshot.ts';
import { DESK, type Look, PHONE, pageOf } from './visit.ts';

const LOOKS: readonly { locale: string; looks: Look[] }[] = [
  {
    locale: 'en',
    looks: [
      { viewport: PHONE, colorScheme: 'light' },
      { viewport: PHONE, colorScheme: 'dark' },
      { viewport: DESK, colorScheme: 'light' },
      { viewport: DESK, colorScheme: 'dark' },
    ],
  },
  {
    locale: 'ja',
    looks: [
      { viewport: PHONE, colorScheme: 'light' },
      { viewport: DESK, colorScheme: 'dark' },
    ],
  },
];

/** Limits in CSS pixels, so that a tired thumb reaches a button without scrolling and does not hit the other one. */
const WITHIN = 360;
const APART = 16;
const THUMB = 44;

/** Every kind of message, with the longest texts that the page can make, and two unacknowledged sessions. */
const SESSIONS: readonly StartRequest[] = [
  { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: 'cut' },
  { kind: 'custom-document', target: 'i-0fedcba9876543210', principal: 'assumed-role', reason: 'W'.repeat(256) },
  { kind: 'database', target: 'i-0fedcba9876543210', principal: 'identity-center', reason: '踏み台'.repeat(85) },
];

describe.each(LOOKS)('the page in $locale', ({ locale, looks }) => {
  const { visit, post } = pageOf(['--locale', locale]);

  beforeAll(async () => {
    const { page, onlyYou } = await visit();
    for (const session of SESSIONS) await post('start', session);
    await post('denied', { target: 'i-0123456789abcdef0' });
    await post('say', { personId: 'U0BYSTANDER', text: `${'x'.repeat(2_000)} https://example.com/${'y'.repeat(200)}` });
    await post('say', { personId: 'U0APPROVER1', text: '/bastion who' });
    await onlyYou.waitFor();
    await page.locator('article').first().locator('.content [data-look="danger"]').click();
    await page.getByRole('dialog').getByRole('button').last().click();
    await page.getByRole('region', { name: /^2/ }).getByRole('article').nth(1).waitFor();
    for (let count = 0; count < 12; count += 1) {
      await post('say', { personId: 'U0BYSTANDER', channelId: 'C0ONCALL001', text: `${count}: ${'x'.repeat(200)}` });
    }
    // A line with a long command
    await post('break', { check: 'table-backups', broken: true });
    await post('check', {});
    // Shows every banner, and every switch in its on state.
    for (const name of SWITCHES) await post('switch', { name, on: true });
  });

  test(`while Slack is down the page refuses a message in its language (${locale})`, async () => {
    const { page } = await visit();
    const [isDown = ''] = await page.getByRole('status').getByText('Slack').allInnerTexts();
    await page.getByRole('button', { name: '/bastion who' }).click();
    await page.getByRole('alert').getByText(isDown, { exact: true }).waitFor();
  });

  describe.each(looks)('the page at $viewport.width × $viewport.height, $colorScheme', (look) => {
    test('both buttons of an unacknowledged notice are near its top and apart from each other', async () => {
      const { page } = await visit(look);
      await page.locator('article').first().waitFor();
      const waiting = await page.locator('article').evaluateAll(placesOfTwo);
      expect(waiting).toHaveLength(2);
      for (const { top, acknowledge, terminate } of waiting) {
        expect(Math.max(acknowledge.bottom, terminate.bottom) - top).toBeLessThanOrEqual(WITHIN);
        const apart = Math.max(terminate.left - acknowledge.right, terminate.top - acknowledge.bottom);
        expect(apart).toBeGreaterThanOrEqual(APART);
        const height = Math.min(acknowledge.height, terminate.height);
        if (look.viewport === PHONE) expect(height).toBeGreaterThanOrEqual(THUMB);
      }
    });

    test('the page does not scroll sideways, and axe finds no serious fault', async () => {
      const { page } = await visit(look);
      await page.locator('article').first().waitFor();
      await page.evaluate(axe.source);
      await expectSound(page);
      // Scrolling to a message in the middle of the channel moves nothing else.
      await page.locator('article').nth(2).evaluate(showInTheMiddle);
      expect(await page.getByRole('banner').boundingBox()).toMatchObject({ x: 0, y: 0 });
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /on-call/ })
        .click();
      await expectSound(page);
      await page.getByRole('navigation').getByRole('button').first().click();
      if (look.viewport === PHONE) {
        await page.getByRole('navigation').getByRole('button').last().click();
        await expectSound(page);
        await page.getByRole('navigation').getByRole('button').first().click();
      }
      await page.locator('article .content [data-look="danger"]').last().click();
      await page.getByRole('dialog').waitFor();
      await expectSound(page);
    });
  });
});

async function expectSound(page: Page): Promise<void> {
  expect(await page.evaluate(whatSticksOut)).toEqual([]);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
  ).toEqual([]);
}

// The functions below run in the page.

/** The positions of a message with two buttons, and of its buttons. */
function placesOfTwo(articles: Element[]) {
  return articles.flatMap((article) => {
    const [acknowledge, terminate] = article.querySelectorAll('.content .button:not(.overflow)');
    if (acknowledge === undefined || terminate === undefined) return [];
    const place = (element: Element): DOMRect => element.getBoundingClientRect().toJSON();
    return { top: place(article).top, acknowledge: place(acknowledge), terminate: place(terminate) };
  });
}

function showInTheMiddle(element: Element): void {
  element.scrollIntoView({ block: 'center' });
}

/** The HTML of the elements that reach beyond the page, and of those that scroll sideways. */
function whatSticksOut(): string[] {
  const shown = [...document.querySelectorAll('body, body *')].filter(
    (element) => element.checkVisibility() && element.closest('.unseen') === null,
  );
  const wide = shown.filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    return left < -0.5 || right > innerWidth + 0.5 || (scrolls && element.scrollWidth > element.clientWidth);
  });
  const isPageWide = (document.scrollingElement?.scrollWidth ?? 0) > innerWidth;
  return [...(isPageWide ? ['the page'] : []), ...wide.map(({ outerHTML }) => outerHTML.slice(0, 120))];
}
