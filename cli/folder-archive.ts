// An archive in a folder: a copy of a bucket, or the archive of the local run.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Archive } from '../app/audit/ports.ts';

const KEY = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\0]+(?:\/[^/\0]+)*$/;

/** A missing folder is an empty archive. The first `put` creates it. */
export function createFolderArchive(root: string): Archive {
  return {
    async list(prefix) {
      return filesIn(root)
        .map((path) => relative(root, path).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },
    async read(key) {
      try {
        return await readFile(pathOf(key));
      } catch (fault) {
        if (isCode(fault, 'ENOENT')) return undefined;
        throw fault;
      }
    },
    async put(key, body) {
      const path = pathOf(key);
      const partial = `${path}.${randomUUID()}.partial`;
      mkdirSync(dirname(path), { recursive: true });
      try {
        await writeFile(partial, body, { flag: 'wx', flush: true });
        // Unlike a rename, a link never replaces an existing file.
        await link(partial, path);
        return 'written';
      } catch (fault) {
        if (isCode(fault, 'EEXIST')) return 'exists';
        throw fault;
      } finally {
        await rm(partial, { force: true });
      }
    },
    // A folder keeps no versions.
    changes: async () => [],
  };

  function pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error(`"${key}" is not a key of an archive`);
    return join(root, ...key.split('/'));
  }
}

function filesIn(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (fault) {
    if (isCode(fault, 'ENOENT')) return [];
    throw fault;
  }
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}
