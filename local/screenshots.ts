// `npm run screenshots`: plays a short story in the trial and takes the screenshots of the README and of docs/deploy.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Locale } from '../app/lib/locale.ts';
import { runCommand } from '../cli/command-line.ts';
import { openChromium } from './chromium.ts';
import type { DeniedRequest, StartRequest } from './snapshot.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURES = join(ROOT, 'docs', 'pictures');
const LINUX = 'i-0123456789abcdef0';
const WINDOWS = 'i-0fedcba9876543210';
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Avoids the port of a running `npm start`; the next free one is used. */
const PORT = 3400;
/** Default time from the notice to the warning. */
const WARNED_AFTER_MINUTES = 13;

const REASONS = {
  en: { cut: 'Trying something out', tunnel: 'Slow queries, ticket 4711', waiting: 'Renew the TLS certificate' },
  ja: { cut: '動作の確認', tunnel: 'スロークエリの調査（チケット4711）', waiting: 'TLS証明書の更新' },
} satisfies Readonly<Record<Locale, object>>;

/** Runs `npm start` in a child process. */
async function openWorld(locale: Locale) {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = [...process.execArgv, main, '--port', String(PORT), '--locale', locale];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  process.once('exit', () => child.kill());
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (more) => {
      printed += more;
      const found = /runs at (http:\/\/\S+)/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    ended.then(() => reject(new Error(`The world did not start:\n${printed}`)), reject);
  });
  return {
    url,
    async close() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Plays a terminated session, a denied attempt, an acknowledged tunnel, and an unacknowledged session. */
async function playStory(page: Page, url: string, locale: Locale): Promise<void> {
  const reasons = REASONS[locale];
  const post = async (name: string, body: StartRequest | DeniedRequest) => {
    const answer = await page.request.post(`${url}/api/${name}`, { data: body });
    if (!answer.ok()) throw new Error(await answer.text());
  };
  const start = async (request: StartRequest): Promise<Locator> => {
    await post('start', request);
    const notice = page.locator('article').filter({ hasText: request.reason }).last();
    await notice.waitFor();
    return notice;
  };
  const be = (name: string) => page.getByRole('radio', { name, exact: true }).check();

  await be('approver-2');
  const terminated = await start({ kind: 'shell', target: LINUX, principal: 'iam-user', reason: reasons.cut });
  await terminated.locator('.content [data-look="danger"]').click();
  await page.getByRole('dialog').getByRole('button').last().click();
  await page.locator('.thread article').nth(1).waitFor();
  await post('denied', { target: WINDOWS });
  const tunnel = { kind: 'database', target: LINUX, principal: 'identity-center', reason: reasons.tunnel } as const;
  const acknowledged = await start(tunnel);
  // The Slack account of this operator is found by its e-mail address, so two must press.
  for (const name of ['approver-2', 'approver-1']) {
    await be(name);
    await acknowledged.locator('.content [data-look="primary"]').click();
    await acknowledged
      .locator('.mention')
      .filter({ hasText: `@${name}` })
      .waitFor();
  }
  await start({ kind: 'shell', target: LINUX, principal: 'iam-user', reason: reasons.waiting });
  await page.getByRole('button', { name: '/bastion who' }).click();
  await page.locator('[data-only-you]').waitFor();
}

/** @param at elements to scroll to the top of their lists; by default, none are scrolled */
async function takePicture(
  browser: Browser,
  url: string,
  name: string,
  look: BrowserContextOptions,
  at: (page: Page) => Locator[] = () => [],
): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...look });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('article').last().waitFor();
  for (const part of at(page)) await part.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  const path = join(PICTURES, name);
  await page.screenshot({ path });
  await context.close();
  console.log(relative(ROOT, path));
}

/** Takes what people see in Slack at each step of docs/deploy.md, without the page around it. */
async function takeSteps(page: Page, url: string, locale: Locale): Promise<void> {
  const take = async (name: string, part: Locator) => {
    const path = join(PICTURES, locale === 'en' ? `${name}.png` : `${name}-${locale}.png`);
    // A row under the mouse looks different.
    await page.mouse.move(0, 0);
    await part.screenshot({ path });
    console.log(relative(ROOT, path));
  };
  const { waiting: reason } = REASONS[locale];
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  const notices = await page.locator('article').filter({ hasText: reason }).count();
  const session: StartRequest = { kind: 'shell', target: LINUX, principal: 'iam-user', reason };
  await page.request.post(`${url}/api/start`, { data: session });
  const notice = page.locator('article').filter({ hasText: reason }).nth(notices);
  await take('notice', notice);
  await notice.locator('.content [data-look="primary"]').click();
  await notice.locator('.mention').filter({ hasText: '@approver-1' }).waitFor();
  await take('acknowledged', notice);
  const answers = page.locator('[data-only-you]');
  const before = await answers.count();
  await page.getByRole('button', { name: '/bastion who' }).click();
  await take('who', answers.nth(before));
}

async function takePictures(browser: Browser, locale: Locale): Promise<void> {
  const world = await openWorld(locale);
  try {
    const page = await browser.newPage({ viewport: DESK });
    await page.goto(world.url);
    await playStory(page, world.url, locale);
    if (locale === 'ja') {
      await takePicture(browser, world.url, 'page-ja.png', { viewport: DESK });
      return await takeSteps(page, world.url, locale);
    }
    await takePicture(browser, world.url, 'page-light.png', { viewport: DESK, colorScheme: 'light' });
    const waiting = (at: Page) => at.locator('article').filter({ hasText: REASONS.en.waiting });
    const phone = { viewport: PHONE, colorScheme: 'light' } as const;
    await takePicture(browser, world.url, 'phone.png', phone, (at) => [waiting(at)]);
    await page.request.post(`${world.url}/api/forward`, { data: { minutes: WARNED_AFTER_MINUTES } });
    await page.locator('.thread').last().locator('article').nth(1).waitFor();
    const warned = (at: Page) => [waiting(at), at.getByRole('region', { name: 'Time and failures' })];
    await takePicture(browser, world.url, 'page-dark.png', { viewport: DESK, colorScheme: 'dark' }, warned);
    await takeSteps(page, world.url, locale);
  } finally {
    await world.close();
  }
}

async function takeAllPictures(): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const browser = await openChromium();
  try {
    await takePictures(browser, 'en');
    await takePictures(browser, 'ja');
  } finally {
    await browser.close();
  }
}

try {
  const says = 'Takes the pictures of README.md and docs/deploy.md, into docs/pictures/.';
  await runCommand({ name: 'npm run screenshots --', says, options: {} }, async () => {
    await takeAllPictures();
    return 0;
  });
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = 1;
}
