// The page as Slack's client: menus, modals, the Home tab, reactions, threads and links to messages.
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openChromium } from '../../local/chromium.ts';
import { CHANNEL } from '../../local/settings.ts';
import { answerWith, MENU, MODAL, NOTE, plain } from '../local/slack-views-fixture.ts';
import { scriptedPage } from './scripted-app.ts';
import { DESK, PHONE } from './visit.ts';

const TICKET = {
  ...NOTE,
  block_id: 'ticket',
  optional: true,
  label: plain('Ticket'),
  hint: plain('As in the tracker'),
  element: { type: 'plain_text_input' as const, action_id: 'ticket', max_length: 100 },
};
const VIEW = { ...MODAL, notify_on_close: true, blocks: [NOTE, TICKET] };

const { url, app } = scriptedPage();
let browser: Browser;
let page: Page;
let errors: string[] = [];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: DESK, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  app().received.length = 0;
  app().answer = async (payload) => {
    if (payload.type === 'block_actions')
      await app().web.apiCall('views.open', { trigger_id: payload.trigger_id, view: VIEW });
    return { statusCode: 200 };
  };
  await page.goto(url());
});
afterEach(async () => {
  await page.close();
  const logged = errors;
  errors = [];
  expect(logged).toEqual([]);
});

async function post(more: object = {}): Promise<string> {
  const { ts } = await app().web.chat.postMessage({ channel: CHANNEL.id, text: 'hello', blocks: [MENU], ...more });
  return String(ts);
}

const messageAt = (ts: string) => page.locator(`article[data-ts="${ts}"]`).last();
const latest = () => app().received.at(-1);
const be = (name: string) => page.getByRole('radio', { name, exact: true }).check();
const view = (name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click();
const dialog = () => page.getByRole('dialog', { name: 'Acknowledge' });
const submit = () => dialog().getByRole('button', { name: 'Acknowledge' }).click();

async function openModal(): Promise<void> {
  await messageAt(await post())
    .getByRole('button', { name: 'More actions' })
    .click();
  await page.getByRole('menuitem', { name: 'Acknowledge with a note…' }).click();
  await dialog().waitFor();
}

async function expectSound(): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
  ).toEqual([]);
}

describe('an overflow menu', () => {
  test('a choice in the menu reaches the app as the selected option', async () => {
    const message = messageAt(await post());
    await message.getByRole('button', { name: 'More actions' }).click();
    expect(await page.getByRole('menuitem').filter({ visible: true }).allInnerTexts()).toEqual([
      'Acknowledge with a note…',
      'Take back',
    ]);
    await expectSound();
    await page.getByRole('menuitem', { name: 'Take back' }).click();
    await expect.poll(() => latest()?.actions).toMatchObject([{ selected_option: { value: 'withdraw' } }]);
  });

  test('the keyboard opens the menu, moves in it, chooses, and closes it without a choice', async () => {
    const more = messageAt(await post()).getByRole('button', { name: 'More actions' });
    await more.focus();
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem').filter({ visible: true });
    await expect.poll(() => items.first().evaluate((item) => item === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => items.last().evaluate((item) => item === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'hidden' });
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(app().received).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => latest()?.actions).toMatchObject([{ selected_option: { value: 'withdraw' } }]);
  });

  test('a menu with a confirmation asks first', async () => {
    const [button, menu] = MENU.elements;
    const confirm = { title: plain('Sure?'), text: plain('Really?'), confirm: plain('Yes'), deny: plain('No') };
    const message = messageAt(await post({ blocks: [{ ...MENU, elements: [button, { ...menu, confirm }] }] }));
    for (const answer of ['No', 'Yes']) {
      await message.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Take back' }).click();
      await page.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: answer }).click();
    }
    await expect.poll(() => app().received.length).toBe(1);
  });

  test('an accessibility label is the name of its button', async () => {
    const message = messageAt(await post());
    expect(await message.getByRole('button', { name: 'Acknowledge operator on bastion-linux' }).textContent()).toBe(
      'Acknowledge',
    );
  });
});

describe('a modal', () => {
  test('the typed text reaches the app, and the modal closes', async () => {
    await openModal();
    await expectSound();
    await dialog().getByRole('textbox', { name: 'Note' }).fill('two\nlines <!channel>');
    await submit();
    await dialog().waitFor({ state: 'detached' });
    expect(latest()).toMatchObject({
      type: 'view_submission',
      view: {
        state: { values: { note: { note: { value: 'two\nlines <!channel>' } }, ticket: { ticket: { value: null } } } },
      },
    });
  });

  test('a missing text and 10,000 characters stay in the modal, which says why', async () => {
    await openModal();
    const note = dialog().getByRole('textbox', { name: 'Note' });
    await submit();
    await dialog().getByRole('alert').getByText('Please fill in this field.').waitFor();
    expect(await note.evaluate((field) => field === document.activeElement)).toBe(true);
    await note.fill('x'.repeat(10_000));
    await dialog().getByText('10000 / 500').waitFor();
    await submit();
    await dialog().getByRole('alert').getByText('9500 characters too many.').waitFor();
    expect(await note.inputValue()).toHaveLength(10_000);
    expect(await note.getAttribute('aria-invalid')).toBe('true');
    await expectSound();
    expect(app().received.filter(({ type }) => type === 'view_submission')).toEqual([]);
  });

  test('the app’s errors stand at their fields, and what was typed is kept', async () => {
    await openModal();
    app().answer = () => answerWith({ response_action: 'errors', errors: { ticket: 'There is no such ticket.' } });
    await dialog().getByRole('textbox', { name: 'Note' }).fill('seen');
    await dialog()
      .getByRole('textbox', { name: /^Ticket/ })
      .fill('OPS-0');
    await submit();
    const ticket = dialog().getByRole('textbox', { name: /^Ticket/ });
    await dialog().getByRole('alert').getByText('There is no such ticket.').waitFor();
    const described = (await ticket.getAttribute('aria-describedby')) ?? '';
    const texts = await Promise.all(described.split(' ').map((id) => page.locator(`[id="${id}"]`).textContent()));
    expect(texts).toContain('There is no such ticket.');
    await expect.poll(() => ticket.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await dialog().getByRole('textbox', { name: 'Note' }).inputValue()).toBe('seen');
  });

  test('a failed submission shows Slack’s error and keeps the modal', async () => {
    await openModal();
    app().answer = () => ({ statusCode: 500 });
    await dialog().getByRole('textbox', { name: 'Note' }).fill('seen');
    await submit();
    await dialog().getByRole('alert').getByText('the app answered with an error').waitFor();
    expect(await dialog().getByRole('textbox', { name: 'Note' }).inputValue()).toBe('seen');
  });

  test('Escape, the cross and Cancel close the modal, and the app hears of it', async () => {
    const ways = [
      () => page.keyboard.press('Escape'),
      () => dialog().getByRole('button', { name: 'Close the dialog' }).click(),
      () => dialog().getByRole('button', { name: 'Cancel' }).click(),
    ];
    for (const close of ways) {
      await openModal();
      await close();
      await dialog().waitFor({ state: 'detached' });
      await expect.poll(() => latest()?.type).toBe('view_closed');
    }
  });

  test('the focus stays in the modal', async () => {
    await openModal();
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      const isOutside = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement !== document.body && activeElement?.closest('dialog') === null;
      });
      expect(isOutside).toBe(false);
    }
  });

  test('a modal opens only in the page that was used', async () => {
    const other = await browser.newPage();
    await other.goto(url());
    await openModal();
    await other.locator('article').first().waitFor();
    expect(await other.getByRole('dialog').count()).toBe(0);
    await be('approver-1');
    await page.keyboard.press('Escape');
    await other.close();
  });

  test('another view takes the place of the submitted one', async () => {
    await openModal();
    const blocks = [{ type: 'section', text: plain('Recorded.') }];
    app().answer = () =>
      answerWith({ response_action: 'update', view: { type: 'modal', title: plain('Thank you'), blocks } });
    await dialog().getByRole('textbox', { name: 'Note' }).fill('seen');
    await submit();
    const after = page.getByRole('dialog', { name: 'Thank you' });
    await after.getByText('Recorded.').waitFor();
    await after.getByRole('button', { name: 'Cancel' }).click();
    await after.waitFor({ state: 'detached' });
  });
});

test('the Home tab tells the app that it was opened, shows its view, and its buttons carry the view', async () => {
  app().answer = async ({ event }) => {
    const blocks = [{ type: 'header', text: plain(`Home of ${event?.user}`) }, MENU];
    if (event?.type === 'app_home_opened')
      await app().web.apiCall('views.publish', { user_id: event.user, view: { type: 'home', blocks } });
    return { statusCode: 200 };
  };
  await view('Home');
  const home = page.getByRole('region', { name: 'Home' });
  await home.getByText('Home of U0APPROVER1').waitFor();
  await expectSound();
  await be('operator');
  await home.getByText('Home of U0OPERATOR1').waitFor();
  await home.getByRole('button', { name: 'Acknowledge operator on bastion-linux' }).click();
  await expect.poll(() => latest()?.container).toMatchObject({ type: 'view' });
  expect(latest()).toMatchObject({ user: { id: 'U0OPERATOR1' }, actions: [{ action_id: 'acknowledge_session' }] });
});

test('people react to a message, see who did, and take their reaction back', async () => {
  const ts = await post();
  const message = messageAt(ts);
  await message.hover();
  await message.getByRole('button', { name: 'Add a reaction' }).click();
  await expectSound();
  await page.getByRole('menuitem', { name: '認識済み', exact: true }).click();
  await expect
    .poll(() => latest()?.event)
    .toMatchObject({ type: 'reaction_added', reaction: '認識済み', item: { ts } });
  await be('approver-2');
  await message.getByRole('button', { name: ':認識済み: approver-1' }).click();
  const both = message.getByRole('button', { name: ':認識済み: approver-1, approver-2' });
  await both.waitFor();
  expect(await both.getAttribute('aria-pressed')).toBe('true');
  await both.click();
  await expect.poll(() => latest()?.event).toMatchObject({ type: 'reaction_removed', user: 'U0APPROVER2' });
  await message.getByRole('button', { name: ':認識済み: approver-1', exact: true }).waitFor();
});

test('a link to a message opens it in the page, even in a folded thread', async () => {
  const root = await post({ text: 'root', blocks: undefined });
  const replies: string[] = [];
  for (const text of ['first', 'second', 'third', 'fourth'])
    replies.push(await post({ thread_ts: root, text, blocks: undefined }));
  const linkTo = async (ts: string) =>
    (await app().web.chat.getPermalink({ channel: CHANNEL.id, message_ts: ts })).permalink;
  const text = `<${await linkTo(replies[0] ?? '')}|to the reply> <https://stand-in.slack.com/archives/C0BASTION01/p1000001|elsewhere>`;
  await post({ channel: 'U0OPERATOR1', text, blocks: undefined });
  await be('operator');
  await view(/^Direct messages/);
  expect(await page.getByRole('link', { name: 'elsewhere' }).last().getAttribute('target')).toBe('_blank');
  await page.getByRole('link', { name: 'to the reply' }).last().click();
  const jumped = page.locator('article[data-jumped]');
  await jumped.getByText('first').waitFor();
  expect(await jumped.isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: '# bastion' }).getAttribute('aria-current')).toBe('page');
});

test('the operator’s direct messages are one thread, and a broadcast reply is shown below it as well', async () => {
  const root = await post({ channel: 'U0OPERATOR1', text: 'your session', blocks: undefined });
  const inThread = { channel: 'U0OPERATOR1', thread_ts: root, blocks: undefined };
  await post({ ...inThread, text: 'acknowledged' });
  await post({ ...inThread, text: 'will be terminated', reply_broadcast: true });
  await be('operator');
  await view(/^Direct messages/);
  const direct = page.getByRole('region', { name: 'Direct messages' });
  await direct.getByRole('region', { name: '2 replies' }).getByText('will be terminated').waitFor();
  const below = direct.getByRole('article').filter({ hasText: 'Replied in a thread' });
  expect(await below.textContent()).toContain('will be terminated');
  expect(await direct.getByText('acknowledged', { exact: true }).count()).toBe(1);
});

test('on a phone, menus and modals open at the bottom, within reach of the thumb', async () => {
  await page.setViewportSize(PHONE);
  const message = messageAt(await post());
  await message.getByRole('button', { name: 'More actions' }).click();
  const menu = page.getByRole('menu', { name: 'More actions' }).filter({ visible: true });
  expect(await menu.boundingBox()).toMatchObject({ x: 0, width: PHONE.width });
  const item = page.getByRole('menuitem', { name: 'Acknowledge with a note…' });
  expect((await item.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await item.click();
  await dialog().waitFor();
  const box = await dialog().boundingBox();
  expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(PHONE.height);
  await expectSound();
  for (const name of ['Cancel', 'Acknowledge', 'Close the dialog']) {
    const button = await dialog().getByRole('button', { name, exact: true }).boundingBox();
    expect(Math.min(button?.height ?? 0, button?.width ?? 0)).toBeGreaterThanOrEqual(44);
  }
  await page.keyboard.press('Escape');
});
