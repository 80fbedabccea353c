// Finds where a Japanese page departs from the English page that it translates.
import {
  type Block,
  codeIn,
  linksIn,
  type Page,
  parsePage,
  type Section,
  type Table,
  withoutCode,
} from './markdown.ts';

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Spellings that the glossary retires; looked for outside code and the targets of links. */
const RETIRED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['承認', /承認/],
  ['サーバ without the long mark', /サーバ(?!ー)/],
  ['ユーザ without the long mark', /ユーザ(?!ー)/],
  ['エンドポイント misspelt', /エンドポイン(?!ト)/],
  ['オペレータ for 作業者', /オペレータ/],
  ['切断を依頼 for 切断を要求', /切断[のを]?依頼/],
  ['a half-width parenthesis', /[()]/],
  // 11:33～11:35; ～ is U+FF5E, and neither U+301C nor a dash.
  ['a range without ～', /〜|\d\s?[–—-]\s?\d{1,2}:\d{2}|\s～|～\s/],
];

/**
 * Both pages have to have the same headings, code blocks, tables, relative links and code in backticks; Japanese pages
 * have to use no retired spelling.
 *
 * @returns one line for each difference
 */
export function compareLanguages(english: string, japanese: string): string[] {
  const [en, ja] = [parsePage(english), parsePage(japanese)];
  return [
    ...different('headings', levelsOf(en), levelsOf(ja)),
    ...different('code blocks', en.blocks.map(languageOf), ja.blocks.map(languageOf)),
    ...en.blocks.flatMap((block, at) => differentCode(`code block ${at + 1}`, block, ja.blocks[at])),
    ...different('tables', en.tables.map(sizeOf), ja.tables.map(sizeOf)),
    ...en.tables.flatMap((table, at) => differentCells(`table ${at + 1}`, table, ja.tables[at] ?? [])),
    ...en.sections.flatMap((section, at) => differentSection(section, ja.sections[at])),
    ...retiredIn(japanese),
  ];
}

/** @returns the first entry that differs, since those after it may only have moved */
function different(of: string, en: readonly string[], ja: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(en.length, ja.length) }).findIndex((_, index) => en[index] !== ja[index]);
  const shown = (entries: readonly string[]) => JSON.stringify(entries[at] ?? null);
  return at === -1 ? [] : [`${of}, entry ${at + 1}: ${shown(en)} in English, ${shown(ja)} in Japanese`];
}

const levelsOf = (page: Page) => page.sections.map(({ level }) => '#'.repeat(level));
const languageOf = ({ language }: Block) => language;
const sizeOf = (table: Table) => table.map((row) => row.length).join(',');

function differentSection(en: Section, ja: Section | undefined): string[] {
  if (ja === undefined) return [];
  return [
    ...different(`relative links under "${en.heading}"`, pathsIn(en), pathsIn(ja)),
    ...different(`code under "${en.heading}"`, namesIn(en.lines), namesIn(ja.lines)),
  ];
}

/** Paths of the relative links, without repetition, by their English names. Each language may show pictures of its own. */
function pathsIn(section: Section): string[] {
  const relative = linksIn(section)
    .map(({ target }) => target)
    .filter((target) => !/^(?:\w+:|#)/.test(target));
  const inEnglish = (target: string) => target.replace(/#.*/, '').replace(/\.ja\.md$/, '.md');
  return unique(relative.map(inEnglish).map((path) => path.replace(/[^/]*\.png$/, '*.png')));
}

/** Names in backticks, in any order and number, because sentences are built in another way. */
const namesIn = (lines: readonly string[]) => unique(lines.flatMap(codeIn).map(withoutPhrases));

/** @returns the code, without what a reader may write in their own language: quoted text of several words */
const withoutPhrases = (code: string) => code.replaceAll(/"[^"{}:,]* [^"{}:,]*"/g, '""');

const unique = (texts: readonly string[]) => [...new Set(texts)].sort();

function differentCells(of: string, en: Table, ja: Table): string[] {
  return en.flatMap((row, y) =>
    row.flatMap((cell, x) =>
      different(`${of}, row ${y + 1}, column ${x + 1}`, namesIn([cell]), namesIn([ja[y]?.[x] ?? ''])),
    ),
  );
}

interface Line {
  readonly code: string;
  readonly comment: string;
}

/** Comments may differ if they are in Japanese. Everything else is the same, character by character. */
function differentCode(of: string, en: Block, ja: Block | undefined): string[] {
  if (ja === undefined) return [];
  const translated = linesOf(ja);
  const same = linesOf(en).map(({ code, comment }, at): Line => {
    const other = translated[at]?.comment ?? '';
    return { code, comment: comment !== '' && JAPANESE.test(other) ? other : comment };
  });
  const shown = ({ code, comment }: Line) => (comment === '' ? code : `${code}  ${comment}`);
  return different(of, same.map(shown), translated.map(shown));
}

/** A comment stands behind two spaces or more; the lines below it that begin at its column belong to it. */
function linesOf({ lines }: Block): Line[] {
  const found: Line[] = [];
  let column = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const indent = line.search(/\S/);
    if (indent >= column) continue;
    const [, code = line, gap = '', comment = ''] = /^( *\S+(?: \S+)*)( {2,})(\S.*)$/.exec(line) ?? [];
    found.push({ code, comment });
    column = comment === '' ? Number.POSITIVE_INFINITY : code.length + gap.length;
  }
  return found;
}

function retiredIn(text: string): string[] {
  let isInBlock = false;
  return text.split('\n').flatMap((line, at) => {
    if (line.startsWith('```')) isInBlock = !isInBlock;
    const prose = withoutCode(line).replaceAll(/\]\([^)]*\)/g, ']');
    // Commands have parentheses of their own; comments in Japanese are prose.
    if (isInBlock && !JAPANESE.test(prose)) return [];
    return RETIRED.filter(([, pattern]) => pattern.test(prose)).map(([name]) => `line ${at + 1}: ${name}`);
  });
}
