// Each Japanese page says what its English page says: the same steps, commands, settings and links.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareLanguages } from './compare-languages.ts';
import { anchorOf, linksIn, parsePage } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const linksOf = (path: string) => parsePage(read(path)).sections.flatMap(linksIn);

const PAGES = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((path) => path.endsWith('.md'));
const TRANSLATED = PAGES.filter((path) => PAGES.includes(japaneseOf(path)));

function japaneseOf(path: string): string {
  return path.replace(/\.md$/, '.ja.md');
}

function englishOf(path: string): string {
  return path.replace(/\.ja\.md$/, '.md');
}

test('the pages for a first look, platform engineers, operators and security reviewers are translated', () => {
  expect(TRANSLATED).toEqual(
    expect.arrayContaining([
      'README.md',
      'docs/connect.md',
      'docs/deploy.md',
      'docs/doctor.md',
      'docs/local.md',
      'docs/security.md',
      'docs/slack.md',
    ]),
  );
});

test('every Japanese page has an English page beside it', () => {
  expect(PAGES.filter((path) => !PAGES.includes(englishOf(path)))).toEqual([]);
});

describe.each(TRANSLATED)('%s', (path) => {
  test(`${path} has the same content in Japanese, in the spellings of the glossary`, () => {
    expect(compareLanguages(read(path), read(japaneseOf(path)))).toEqual([]);
  });

  test(`${path} and its Japanese page begin with links to each other`, () => {
    expect(linksOf(path)[0]).toEqual({ text: '日本語', target: basename(japaneseOf(path)) });
    expect(linksOf(japaneseOf(path))[0]).toEqual({ text: 'English', target: basename(path) });
  });

  test(`the Japanese page of ${path} links to Japanese pages where they exist`, () => {
    const [, ...links] = linksOf(japaneseOf(path));
    const english = links.filter(({ target }) => TRANSLATED.includes(join(dirname(path), target.replace(/#.*/, ''))));
    expect(english).toEqual([]);
  });

  test.each([path, japaneseOf(path)])('every link in %s leads to an existing file and heading', (page) => {
    for (const { target } of linksOf(page).filter((link) => !/^\w+:/.test(link.target))) {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? page : join(dirname(page), file);
      expect(existsSync(join(ROOT, linked)), target).toBe(true);
      if (anchor === undefined) continue;
      expect(
        parsePage(read(linked)).sections.map(({ heading }) => anchorOf(heading)),
        target,
      ).toContain(anchor);
    }
  });
});

describe('the comparison of languages', () => {
  const english = [
    '# Title',
    'Set `TIME_ZONE` and `--reason "incident 123"`, see [cost](cost.md#total).',
    '![](pictures/en.png)',
    '## Step',
    'See [the guide](guide.md).',
    '| key | meaning |',
    '|---|---|',
    '| `a`, `b` | letters, or `c` |',
    '```ini',
    'npm ci          installs (once)',
    '                what is missing',
    'a = (1)',
    '```',
  ].join('\n');
  const japanese = [
    '# 題名',
    '`--reason "障害対応 123"` と `TIME_ZONE` を設定します（[費用](cost.ja.md#合計)）。11:33～11:35',
    '![](pictures/ja.png)',
    '## 手順',
    '[案内](guide.ja.md)をご覧ください。',
    '| キー | 意味 |',
    '|---|---|',
    '| `a`、`b` | `c` などの文字 |',
    '```ini',
    'npm ci    インストール',
    'a = (1)',
    '```',
  ].join('\n');

  test('the comparison of languages finds no difference between texts of the same structure', () => {
    expect(compareLanguages(english, japanese)).toEqual([]);
  });

  test.each([
    ['a heading of another level', '## 手順', '### 手順', /^headings/m],
    ['a heading that is missing', '## 手順\n', '', /^headings/m],
    ['a command that differs', 'npm ci', 'npm install', /^code block 1/m],
    ['a line of a block that differs', 'a = (1)', 'a = (2)', /^code block 1/m],
    ['a line of a block that is missing', 'a = (1)\n', '', /^code block 1/m],
    ['a line of a block that is indented', 'a = (1)', '  a = (1)', /^code block 1/m],
    ['a comment that is not in Japanese', 'インストール', 'installs it', /^code block 1/m],
    ['another language of a block', '```ini', '```sh', /^code blocks/m],
    ['a block that is missing', japanese.slice(japanese.indexOf('```ini')), '', /^code blocks/m],
    ['a row that is missing', '| `a`、`b` | `c` などの文字 |\n', '', /^tables/m],
    ['a column too many', '| キー | 意味 |', '| キー | 意味 | 例 |', /^tables/m],
    ['a cell with another name', '`a`、`b`', '`a`、`B`', /^table 1, row 2, column 1/m],
    [
      'a cell with a name in the wrong column',
      '`a`、`b` | `c` など',
      '`a`、`b`、`c` | など',
      /^table 1, row 2, column 1/m,
    ],
    ['a sentence with another name', '`TIME_ZONE`', '`TIMEZONE`', /^code under "Title"/m],
    ['a sentence without a name', '`TIME_ZONE`', 'タイムゾーン', /^code under "Title"/m],
    ['another link', 'cost.ja.md', 'costs.ja.md', /^relative links/m],
    ['a link of another section', 'guide.ja.md', 'cost.ja.md', /^relative links/m],
    ['a link that is missing', '[費用](cost.ja.md#合計)', '費用', /^relative links/m],
    ['承認', '意味', '承認', /承認$/m],
    ['サーバ', '意味', 'サーバの意味', /サーバ without/m],
    ['ユーザ', '意味', 'ユーザ', /ユーザ without/m],
    ['エンドポイン', '意味', 'エンドポイン', /エンドポイント misspelt/m],
    ['オペレーター', '意味', 'オペレーター', /オペレータ/m],
    ['切断を依頼', '意味', '切断を依頼', /切断を/m],
    ['half-width parentheses', '（[費用](cost.ja.md#合計)）', '([費用](cost.ja.md#合計))', /half-width/m],
    ['half-width parentheses in a comment', 'インストール', 'インストール(1回)', /half-width/m],
    ['a range with a dash', '11:33～11:35', '11:33–11:35', /a range/m],
    ['a range with a wave dash', '11:33～11:35', '11:33〜11:35', /a range/m],
    ['a range with spaces', '11:33～11:35', '11:33 ～ 11:35', /a range/m],
  ])('the comparison of languages finds %s', (_, now, then, kind) => {
    expect(japanese).toContain(now);
    expect(compareLanguages(english, japanese.replace(now, then)).join('\n')).toMatch(kind);
  });
});
