// Runs the project's own linter over files that stand nowhere in the project.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, run } from './start/npm-start.ts';

/** One thing that the linter refuses. */
export interface Found {
  /** Its rule, e.g. "lint/style/noRestrictedImports", or "plugin" */
  readonly category: string;
  readonly path: string;
  /** The first is 1. */
  readonly line: number;
}

/** @param sources paths as if within the project, each with the text that stands there */
export async function lint(sources: Iterable<readonly [path: string, text: string]>): Promise<Found[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  try {
    const rules = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: undefined }));
    copyFileSync(join(ROOT, 'no-local-time.grit'), join(folder, 'no-local-time.grit'));
    for (const [path, text] of sources) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(ROOT, 'node_modules', '.bin', 'biome');
    const { stdout } = await run(biome, ['lint', '--reporter=json', '--max-diagnostics=none', folder], folder);
    return JSON.parse(stdout).diagnostics.map(({ category, location }: Diagnostic) => ({
      category,
      path: location.path,
      line: location.start.line,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}
