// The parts of a Markdown page that its translation has to share.

export interface Page {
  /** Each with its own prose; the first is the text above the first heading, which is empty in our pages. */
  readonly sections: readonly Section[];
  readonly blocks: readonly Block[];
  readonly tables: readonly Table[];
}

export interface Section {
  /** 1 for `#`; 0 above the first heading. */
  readonly level: number;
  readonly heading: string;
  /** The lines outside code blocks, those of tables included. */
  readonly lines: readonly string[];
}

/** A fenced code block. */
export interface Block {
  /** e.g. `powershell`; empty without one. */
  readonly language: string;
  readonly lines: readonly string[];
}

/** Rows of cells: the header first, without the line of dashes. */
export type Table = readonly (readonly string[])[];

/** A link or a picture. */
export interface Link {
  readonly text: string;
  readonly target: string;
}

export function parsePage(text: string): Page {
  const sections: { level: number; heading: string; lines: string[] }[] = [{ level: 0, heading: '', lines: [] }];
  const blocks: { language: string; lines: string[] }[] = [];
  const tables: string[][][] = [];
  let isInBlock = false;
  let isInTable = false;
  for (const line of text.split('\n')) {
    const fence = /^\s*```(\w*)/.exec(line);
    if (fence !== null && !isInBlock) blocks.push({ language: fence[1] ?? '', lines: [] });
    else if (fence === null && isInBlock) blocks.at(-1)?.lines.push(line);
    if (fence !== null) isInBlock = !isInBlock;
    if (fence !== null || isInBlock) continue;

    const heading = /^(#+) (.*)$/.exec(line);
    if (heading !== null) sections.push({ level: heading[1]?.length ?? 0, heading: heading[2] ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);

    const isRow = line.startsWith('|');
    if (isRow && !isInTable) tables.push([]);
    if (isRow && !/^[|\s:-]+$/.test(line)) tables.at(-1)?.push(cellsOf(line));
    isInTable = isRow;
  }
  return { sections, blocks, tables };
}

/** Links outside code, in order. */
export function linksIn({ lines }: Section): Link[] {
  const links = withoutCode(lines.join('\n')).matchAll(/\[([^\]]*)\]\(([^)]*)\)/g);
  return [...links].map(([, text = '', target = '']) => ({ text, target }));
}

/** The code in backticks, in order, without the backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

export function withoutCode(text: string): string {
  return text.replaceAll(/`[^`]+`/g, '``');
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

function cellsOf(row: string): string[] {
  const hidden = row.replaceAll(/`[^`]+`|\\\|/g, (part) => part.replaceAll('|', '\0'));
  return hidden
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => cell.replaceAll('\0', '|').trim());
}
