// The texts that people read use the words of the glossary: none that it retires, in no spelling that it retires.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Text {
  readonly where: string;
  readonly text: string;
}

const ENGLISH = [
  /\bcut(?:s|ting)?\b/i,
  /\bkill(?:s|ed|ing)?\b/i,
  /\bpending\b/i,
  /\bunanswered\b/i,
  /\baccount (?:is not|could not be) confirmed\b/i,
];
const JAPANESE = [
  /承認/,
  /サーバ(?!ー)/,
  /ユーザ(?!ー)/,
  /ハンドラ(?!ー)/,
  /エンドポイン(?!ト)/,
  /オペレータ/,
  /切断[のを]?依頼/,
  // One fact has one word: an account is not verified, and an acknowledgement is reconfirmed.
  /アカウントを(?:特定|確認)できて/,
  /継続の(?:確認|回答)/,
  /あらためて/,
  // Around Japanese, parentheses are of full width, and a range has no spaces.
  /[()]/,
  /\s～/,
];
/** The names of commands, which stay. */
const COMMANDS = /\/bastion \w+/g;
const LETTERS = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** @returns the texts in which one of the words stands */
function retiredIn(texts: readonly Text[]): string[] {
  return texts.flatMap(({ where, text }) => {
    const words = LETTERS.test(text) ? [...ENGLISH, ...JAPANESE] : ENGLISH;
    const retired = words.some((word) => word.test(text.replace(COMMANDS, '')));
    return retired ? [`${where}: ${text}`] : [];
  });
}

/** @param files whose paths, from the root on, match */
function textsOf(files: RegExp): Text[] {
  return ['app', 'infra', 'local', 'cli']
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => path.endsWith('.ts') && files.test(path))
    .flatMap((path) => textsIn(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** @returns every string of a file and every part of a template, without keys, types and what is compared */
function textsIn(path: string, source: string): Text[] {
  const found: Text[] = [];
  const add = (start: number, text: string) =>
    found.push({ where: `${path}:${source.slice(0, start).split('\n').length}`, text });
  visit(parseAst(source, { lang: 'ts' }), (node) => {
    if (isForCode(node)) return false;
    if (node.type === 'Literal' && typeof node.value === 'string') add(node.start, node.value);
    if (node.type === 'TemplateElement') add(node.start, node.value.cooked ?? '');
    return true;
  });
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: a node of any kind has members of any kind
type Node = any;

/** @param enter returns whether what the node holds is visited too */
function visit(node: Node, enter: (node: Node) => boolean): void {
  if (typeof node !== 'object' || node === null) return;
  if (typeof node.type === 'string' && !enter(node)) return;
  for (const [name, member] of Object.entries<Node>(node)) {
    if (isName(node, name)) continue;
    if (Array.isArray(member)) for (const one of member) visit(one, enter);
    else visit(member, enter);
  }
}

function isForCode({ type, typeAnnotation }: Node): boolean {
  // A list of names, e.g. of figures.
  if (type === 'TSAsExpression' && typeAnnotation.typeName?.name === 'const') return true;
  return (
    type === 'ImportDeclaration' ||
    type === 'BinaryExpression' ||
    /^TS(?!AsExpression|SatisfiesExpression|NonNull)/.test(type)
  );
}

function isName({ type, computed }: Node, member: string): boolean {
  if (type === 'Property') return member === 'key' && !computed;
  return (type === 'SwitchCase' && member === 'test') || (type === 'MemberExpression' && member === 'property');
}

describe('no retired word is in', () => {
  test.each([
    ['messages in Slack', 500, /^app\/slack\/(?:.*\/)?(?:text[\w-]*\.(?:en|ja)|(?:en|ja)\/[\w-]+)\.ts$/],
    ['monthly reports', 50, /^app\/audit\/reports\/(?:en|ja)\.ts$/],
    ['the page of the trial', 150, /^local\/page\/(?:.*\/)?words\.(?:en|ja)\.ts$/],
    ['alarms, banners and faults of the settings', 500, /^infra\//],
    ['faults of the environment', 50, /^app\/config[^/]*(?:\/[\w-]+)?\.ts$/],
    ['the command line', 100, /^(?:local|cli)\/(?:audit|main|terminal|manifest)\.ts$/],
  ])('no retired word is in the texts of %s', (_, least, files) => {
    const texts = textsOf(files);
    expect(texts.length).toBeGreaterThan(least);
    expect(retiredIn(texts)).toEqual([]);
  });

  test('no retired word is in the manifest of the Slack app', () => {
    const { display_information, features } = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8'));
    const command = features.slash_commands[0].description;
    const texts = [display_information.description, command].map((text) => ({ where: 'manifest.json', text }));
    expect(retiredIn(texts)).toEqual([]);
  });
});

describe('a retired word is seen', () => {
  test.each([
    "'It is cut at once.'",
    `\`\${count} sessions pending\``,
    `\`\${who} kills it\``,
    "'承認者'",
    "'サーバへ接続'",
    "'ユーザ名'",
    "'接続中(未確認)'",
    `\`\${from} ～ 接続中\``,
  ])('a retired word is seen in %s', (text) => {
    expect(retiredIn(textsIn('x.ts', `export const x = { a: () => [${text}] };`))).toHaveLength(1);
  });

  test.each([
    "'サーバー、ユーザー（確認済み）'",
    "'/bastion pending lists them.'",
    "{ cut: 'Terminated', unanswered: 'unacknowledged' }",
    '{ cut: `Terminated` }[then as "cut"]',
  ])('no retired word is seen in %s', (text) => {
    expect(retiredIn(textsIn('x.ts', `export const x = { a: () => [${text}] };`))).toEqual([]);
  });
});
