// Holds names and comments to docs/glossary.md.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { expect, test } from 'vitest';
import { ROOT } from '../start/npm-start.ts';

/** Folders whose comments are held to the glossary's English. */
const REVISED_FOLDERS = [
  'app/audit',
  'app/aws',
  'app/config',
  'app/lib',
  'app/session',
  'app/slack',
  'cli',
  'handlers',
  'infra',
  'local',
];

const GLOSSARY = readFileSync(join(ROOT, 'docs', 'glossary.md'), 'utf8');
const RETIRED = new Set(rowsOf('Words').flatMap((row) => quotedIn(row.retired)));
const EXCEPTIONS = new Map(
  rowsOf('Exceptions').flatMap(({ name, word }) => quotedIn(name).map((one) => [one, quotedIn(word)] as const)),
);
const SHARED_NAMES = new Set(rowsOf('Names that several files export').flatMap(({ name }) => quotedIn(name)));

/** The rows of the table below a heading of the glossary, by the names of its columns. */
function rowsOf(heading: string): Record<string, string>[] {
  const section = GLOSSARY.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const [columns = [], , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])));
}

function quotedIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted);
}

/** Paths of the TypeScript files below a folder, e.g. "app/session/event.ts". */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ['.ts', '.tsx'].includes(extname(path)))
    .map((path) => join(folder, path));
}

function parse(path: string) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  return { program, comments, text };
}

/** Names that a file defines and exports; an `export … from` defines none. */
function exportsOf(path: string): string[] {
  return parse(path).program.body.flatMap((statement): string[] => {
    if (statement.type !== 'ExportNamedDeclaration') {
      if (statement.type.startsWith('Export')) throw new Error(`${path}: ${statement.type} is not read by this test`);
      return [];
    }
    const { declaration, specifiers, source } = statement;
    if (declaration === null) {
      return source === null
        ? specifiers.map(({ exported }) => ('name' in exported ? exported.name : exported.value))
        : [];
    }
    if (declaration.type === 'VariableDeclaration') {
      return declaration.declarations.map(({ id }) => {
        if (id.type === 'Identifier') return id.name;
        throw new Error(`${path}: an exported ${id.type} is not read by this test`);
      });
    }
    if ('id' in declaration && declaration.id?.type === 'Identifier') return [declaration.id.name];
    throw new Error(`${path}: an exported ${declaration.type} is not read by this test`);
  });
}

/** e.g. "max", "denied", "attempts" of both MAX_DENIED_ATTEMPTS and maxDeniedAttempts */
function wordsOf(name: string): string[] {
  return name.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
}

function retiredWordsOf(name: string): string[] {
  return wordsOf(name).flatMap((word) => {
    const singular = [word, word.replace(/s$/, ''), word.replace(/ies$/, 'y')].find((one) => RETIRED.has(one));
    return singular === undefined ? [] : [singular];
  });
}

/** Comments of a file without their marks; line comments on adjacent lines are one. */
function commentsOf(path: string): string[] {
  const { comments, text } = parse(path);
  const joined: { value: string; end: number; isLine: boolean }[] = [];
  for (const { type, value, start, end } of comments) {
    const last = joined.at(-1);
    if (type === 'Line' && last?.isLine && /^\s*$/.test(text.slice(last.end, start))) {
      last.value += value;
      last.end = end;
    } else joined.push({ value: value.replace(/^[*\s]+/, ''), end, isLine: type === 'Line' });
  }
  return joined.map(({ value }) => value);
}

const EXPORTS = sourcesIn('app').flatMap((path) => exportsOf(path).map((name) => ({ path, name })));

test('the glossary retires words, and `app/` exports names', () => {
  expect(RETIRED.size).toBeGreaterThan(20);
  expect(EXPORTS.length).toBeGreaterThan(400);
});

test('no exported name of `app/` contains a retired word', () => {
  const found = EXPORTS.flatMap(({ path, name }) =>
    retiredWordsOf(name)
      .filter((word) => !EXCEPTIONS.get(name)?.includes(word))
      .map((word) => `${path}: ${name} contains "${word}"`),
  );
  expect(found).toEqual([]);
});

test('every exception of the glossary is exported and contains its word', () => {
  const names = new Set(EXPORTS.map(({ name }) => name));
  for (const [name, words] of EXCEPTIONS) {
    expect(names).toContain(name);
    expect(retiredWordsOf(name)).toEqual(words);
  }
});

test('no name is exported by two files of `app/`, apart from those that the glossary lists', () => {
  const paths = new Map<string, string[]>();
  for (const { path, name } of EXPORTS) paths.set(name, [...(paths.get(name) ?? []), path]);
  const shared = [...paths].filter(([, files]) => files.length > 1);
  expect(shared.filter(([name]) => !SHARED_NAMES.has(name))).toEqual([]);
  expect(new Set(shared.map(([name]) => name))).toEqual(SHARED_NAMES);
});

test.each(REVISED_FOLDERS)('no comment in %s begins with What, Whether, Who or Whoever', (folder) => {
  const found = sourcesIn(folder).flatMap((path) =>
    commentsOf(path)
      .filter((comment) => /^(?:What|Whatever|Whether|Who|Whoever)\b/.test(comment))
      .map((comment) => `${path}: ${comment.slice(0, 60)}`),
  );
  expect(found).toEqual([]);
});
