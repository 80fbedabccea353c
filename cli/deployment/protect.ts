// `npm run protect`: writes the protection into the settings, so that every later deployment keeps it.
import { readFileSync, writeFileSync } from 'node:fs';

/** True only on the top level: no other setting with this name is `false`. */
const SWITCHED_OFF = /("protected"\s*:\s*)false/;
const OPENING = /^(\s*\{)(\s*)/;

/** @returns the JSON text of valid settings with the protection, otherwise unchanged */
export function withProtection(json: string): string {
  if (JSON.parse(json).protected === true) return json;
  if (SWITCHED_OFF.test(json)) return json.replace(SWITCHED_OFF, '$1true');
  return json.replace(OPENING, '$1$2"protected": true,$2');
}

/** @param path of valid settings */
export function protectSettings(path: string): void {
  const before = readFileSync(path, 'utf8');
  const after = withProtection(before);
  if (after !== before) writeFileSync(path, after);
}
