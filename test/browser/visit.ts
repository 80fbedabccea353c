// A person at a browser with the page of one `npm start`.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openChromium } from '../../local/chromium.ts';
import type { StartRequest } from '../../local/snapshot.ts';
import { npmStart, type Started } from '../start/npm-start.ts';

/** Far longer than any click takes on a slow machine: it only ends a test that waits in vain. */
const PATIENCE_MILLIS = 120_000;

/** Chromium's own log entry for a response with an error status. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export interface Look {
  readonly viewport?: typeof DESK;
  readonly colorScheme?: 'light' | 'dark';
}

export interface Visit {
  readonly page: Page;
  /** The sessions in SSM, newest first. */
  readonly sessions: Locator;
  /** The ephemeral messages in the channel, newest last. */
  readonly onlyYou: Locator;
  be(name: string): Promise<void>;
  say(text: string): Promise<void>;
  /** Starts a session in the panel. @returns its notice */
  start(session?: Partial<StartRequest>): Promise<Notice>;
  notice(sessionId: string): Notice;
}

/** The message of one session, its thread, and the session in the panel. */
export interface Notice {
  readonly sessionId: string;
  readonly card: Locator;
  readonly replies: Locator;
  readonly session: Locator;
  button(name: string): Locator;
  /** The names of its buttons, without those of its menus and reactions. */
  buttons(): Promise<string[]>;
  /** Waits until the notice says this. */
  says(text: string): Promise<void>;
  /** Its current text. */
  text(): Promise<string>;
}

/** One `npm start` and one browser for the tests of a file. No page may log an error. */
export function pageOf(args: string[] = []) {
  let started: Started | undefined;
  let browser: Browser | undefined;
  let visited: Page[] = [];
  /** Tests reuse a page, because a new one takes far longer than a reload. */
  const idle: Page[] = [];
  let errors: string[] = [];

  beforeAll(async () => {
    started = npmStart(args);
    browser = await openChromium();
    await started.address;
  });
  afterEach(async () => {
    for (const page of visited) {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.goto('about:blank');
    }
    idle.push(...visited);
    const logged = errors;
    visited = [];
    errors = [];
    expect(logged).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await started?.interrupt();
  });

  async function openPage(): Promise<Page> {
    if (browser === undefined) throw new Error('A visit is made within a test.');
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !REFUSED.test(message.text())) errors.push(message.text());
    });
    return page;
  }

  return {
    async post(...asked: Parameters<Started['post']>): Promise<void> {
      await started?.post(...asked);
    },
    async visit({ viewport = DESK, colorScheme = 'light' }: Look = {}): Promise<Visit> {
      const page = idle.pop() ?? (await openPage());
      visited.push(page);
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.goto((await started?.address) ?? '');
      await page.getByRole('radio', { checked: true }).waitFor({ state: 'attached' });
      return visitAt(page);
    },
  };
}

/** The visible text of an element, by lines. */
export async function shown(part: Locator): Promise<string> {
  return (await part.allInnerTexts()).join('\n');
}

function visitAt(page: Page): Visit {
  const sessions = page.locator('li[data-session-id]');
  const notice = (sessionId: string): Notice => {
    // Replies, other channels and ephemeral messages also name a session.
    const announced = page.locator(':scope > article:not([data-only-you])').filter({ hasText: sessionId });
    const channel = page.locator('.talk-part').first();
    const whole = channel.locator('.messages > div').filter({ has: announced });
    const card = whole.locator(':scope > article');
    return {
      sessionId,
      card,
      replies: whole.getByRole('region').getByRole('article'),
      session: page.locator(`li[data-session-id="${sessionId}"]`),
      // Its accessible name also says whose session it is.
      button: (name) => card.locator('.content .button').getByText(name, { exact: true }),
      buttons: () => card.locator('.content .button:not(.overflow)').allInnerTexts(),
      text: () => shown(card),
      says: (text) => card.getByText(text).first().waitFor(),
    };
  };
  return {
    page,
    sessions,
    onlyYou: page.locator('[data-only-you]'),
    be: (name) => page.getByRole('radio', { name, exact: true }).check(),
    async say(text) {
      await page.getByRole('textbox', { name: 'Message #bastion, or a command' }).fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
    },
    notice,
    async start({ kind = 'shell', target, principal = 'iam-user', reason = '' } = {}) {
      const newest = async () => (await sessions.evaluateAll((all) => all[0]?.getAttribute('data-session-id'))) ?? '';
      const before = await newest();
      await page.getByLabel('Session type').selectOption(kind);
      if (target) await page.getByLabel('Bastion', { exact: true }).selectOption(target);
      await page.getByLabel('Signed in to AWS as').selectOption(principal);
      await page.getByLabel('Reason (optional)').fill(reason);
      await page.getByRole('button', { name: 'Start session' }).click();
      await expect.poll(newest).not.toBe(before);
      const started = notice(await newest());
      await started.card.waitFor({ state: 'attached' });
      return started;
    },
  };
}
