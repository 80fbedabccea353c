// Bundles the handlers to dist/, as they are deployed.
import { readdirSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GetModuleInfo, type Plugin, rolldown } from 'rolldown';
import { runCommand } from './command-line.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Parts of Bolt that serve HTTP, or hold a socket open, and whatever only these need: a Lambda uses none of them. */
const SERVERS =
  /^(?:express|@slack\/(?:oauth|socket-mode)|\.{1,2}\/(?:receivers\/)?(?:HTTPReceiver|ExpressReceiver|SocketModeReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck|custom-routes))$/;
const DROPPED = '\0left-out';

const dropServers: Plugin = {
  name: 'without-servers',
  resolveId: {
    filter: { id: SERVERS },
    handler: (_, importer) => (importer?.includes('@slack/bolt') ? DROPPED : undefined),
  },
  load: (id) =>
    id === DROPPED
      ? `exports.default = class { constructor() { throw new Error('A part of Bolt that serves by itself is not in this bundle: see cli/build.ts.'); } };`
      : undefined,
};

/**
 * An import of node:http asks for each of its exports, and the one called WebSocket loads an HTTP client with it that nobody
 * here uses: 20 ms of a cold start. Handed over whole, a module of Node.js is asked for what is used.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/http.js
 */
const importBuiltinsWhole: Plugin = {
  name: 'builtins-whole',
  resolveId: (path) => (isBuiltin(path) ? { id: `\0${path}`, moduleSideEffects: false } : undefined),
  load: (id) =>
    id.startsWith('\0') && isBuiltin(id.slice(1))
      ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(1))});`
      : undefined,
};

const NODE_SHA256 = '\0node-sha256';

/** The rules run anywhere, and so take SHA-256 from @noble/hashes; here it is Node.js's own, which needs no warming up: 3 ms. */
const useNodeSha256: Plugin = {
  name: 'sha256-of-node',
  resolveId: { filter: { id: /^@noble\/hashes\/sha2\.js$/ }, handler: () => NODE_SHA256 },
  load: (id) =>
    id === NODE_SHA256
      ? `import { createHash } from 'node:crypto';
      export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();`
      : undefined,
};

/**
 * What is read at a cold start stands in two files, since each file takes its time: what the entry imports, and what it imports
 * at once while its first requests are on their way. Whatever is imported later has files of its own, which nobody reads before.
 */
function groupByStart(entry: string) {
  const start = new Set<string>();
  const rest = new Set<string>();
  const collect = (id: string, into: Set<string>, get: GetModuleInfo) => {
    if (start.has(id) || into.has(id)) return;
    into.add(id);
    for (const imported of get(id)?.importedIds ?? []) collect(imported, into, get);
  };
  const plugin: Plugin = {
    name: 'in-two',
    buildEnd() {
      const get: GetModuleInfo = (id) => this.getModuleInfo(id);
      collect(entry, start, get);
      for (const id of get(entry)?.dynamicallyImportedIds ?? []) collect(id, rest, get);
    },
  };
  const group = (name: string, ids: ReadonlySet<string>, priority: number) => ({
    name,
    priority,
    test: (id: string) => ids.has(id),
  });
  return { plugin, groups: [group('start', start, 2), group('rest', rest, 1)] };
}

/**
 * One function as it runs on Lambda: ES modules, without what it never uses.
 * @param entry the file that exports the handler
 * @returns the path of the bundle
 */
export async function bundleForLambda(entry: string, dir: string): Promise<string> {
  const { plugin, groups } = groupByStart(entry);
  const bundle = await rolldown({
    input: { index: entry },
    cwd: root,
    platform: 'node',
    // Of the SDK only what is used is taken, which its CommonJS does not allow.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [dropServers, importBuiltinsWhole, useNodeSha256, plugin],
    transform: { target: 'node24' },
    // What one handler imports later, another imports at once.
    checks: { ineffectiveDynamicImport: false },
  });
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting: { groups },
    minify: true,
    sourcemap: true,
  });
  await bundle.close();
  return join(dir, 'index.mjs');
}

/** @returns the paths of the bundles, by handler, e.g. "slack" */
export async function buildHandlers(outdir = join(root, 'dist', 'handlers')): Promise<Record<string, string>> {
  const names = readdirSync(join(root, 'handlers')).map((file) => basename(file, '.ts'));
  rmSync(outdir, { recursive: true, force: true });
  const built = names.map(
    async (name) => [name, await bundleForLambda(join(root, 'handlers', `${name}.ts`), join(outdir, name))] as const,
  );
  return Object.fromEntries(await Promise.all(built));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const says = 'Bundles the handlers to dist/handlers/, as they are deployed, and prints the path of each.';
  await runCommand({ name: 'npm run build --', says, options: {} }, async () => {
    for (const path of Object.values(await buildHandlers())) console.log(path);
    return 0;
  });
}
