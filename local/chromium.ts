// Finds and starts Chromium for the browser tests and the screenshots.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const ARGUMENTS = [
  // The sandbox often fails in containers, and Chromium opens only our own page here.
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const LAUNCH_LIMIT_MILLIS = 30_000;

/**
 * @param isThere tests a path for a file
 * @throws {Error} if there is no Chromium; the message says how to install it
 */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
  isThere: (path: string) => boolean = existsSync,
): string {
  const { CHROMIUM_PATH: wished } = env;
  const found = (wished ? [wished] : USUAL_PLACES).find(isThere);
  if (found !== undefined) return found;
  const missing = wished ? `There is no Chromium at CHROMIUM_PATH (${wished})` : 'There is no Chromium here';
  throw new Error(`${missing}: apt-get install chromium, or set CHROMIUM_PATH to its path.`);
}

/**
 * Starts a browser with a new, empty profile.
 * @throws {Error} if there is no Chromium
 */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS, timeout: LAUNCH_LIMIT_MILLIS });
}
