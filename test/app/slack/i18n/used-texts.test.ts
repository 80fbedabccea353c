// Each answer to a command or to a press is said somewhere: a text that nobody reads is not kept in two languages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { en } from '../../../../app/slack/i18n/en/texts.ts';

const ROOT = fileURLToPath(new URL('../../../../app/slack', import.meta.url));
const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('i18n'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');

describe.each(['command', 'acts'] as const)('%s', (group) => {
  test.each(Object.keys(en[group]))(`${group}.%s is said`, (name) => {
    expect(new RegExp(`\\b${group}\\.${name}\\b`).test(sources)).toBe(true);
  });
});
