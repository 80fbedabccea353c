// `npm run build`: bundles the handlers to dist/handlers/ for deployment.
import { readdirSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GetModuleInfo, type Plugin, rolldown } from 'rolldown';
import { runCommand } from './command-line.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Parts of Bolt that serve HTTP or hold a socket open, and their own dependencies. A Lambda function uses none of them. */
const SERVERS =
  /^(?:express|@slack\/(?:oauth|socket-mode)|\.{1,2}\/(?:receivers\/)?(?:HTTPReceiver|ExpressReceiver|SocketModeReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck|custom-routes))$/;
const DROPPED = '\0dropped';

const dropServers: Plugin = {
  name: 'drop-servers',
  resolveId: {
    filter: { id: SERVERS },
    handler: (_, importer) => (importer?.includes('@slack/bolt') ? DROPPED : undefined),
  },
  load: (id) =>
    id === DROPPED
      ? `exports.default = class { constructor() { throw new Error('Bolt’s own servers are not in this bundle: do not use them in a Lambda function, or change SERVERS in cli/build.ts.'); } };`
      : undefined,
};

/**
 * An import of node:http reads each of its exports, and the getter WebSocket loads an unused HTTP client: 20 ms of a cold
 * start. Imported as a whole, a module of Node.js reads only the exports in use.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/http.js
 */
const importBuiltinsWhole: Plugin = {
  name: 'import-builtins-whole',
  resolveId: (path) => (isBuiltin(path) ? { id: `\0${path}`, moduleSideEffects: false } : undefined),
  load: (id) =>
    id.startsWith('\0') && isBuiltin(id.slice(1))
      ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(1))});`
      : undefined,
};

const NODE_SHA256 = '\0node-sha256';

/** The rules run anywhere, so they use SHA-256 of @noble/hashes. On Lambda Node.js's own saves 3 ms of warming up. */
const useNodeSha256: Plugin = {
  name: 'use-node-sha256',
  resolveId: { filter: { id: /^@noble\/hashes\/sha2\.js$/ }, handler: () => NODE_SHA256 },
  load: (id) =>
    id === NODE_SHA256
      ? `import { createHash } from 'node:crypto';
      export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();`
      : undefined,
};

/**
 * A cold start reads two files, because each further file takes time: the static imports of the entry, and the modules that it
 * imports dynamically while its first requests are in flight. Later imports have files of their own, which a start does not read.
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
    name: 'group-by-start',
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
 * Bundles one handler as ES modules, without unused code.
 * @param entry path of the file that exports the handler
 * @param dir folder to write to
 * @returns the path of the bundle's entry
 */
export async function bundleForLambda(entry: string, dir: string): Promise<string> {
  const { plugin, groups } = groupByStart(entry);
  const bundle = await rolldown({
    input: { index: entry },
    cwd: root,
    platform: 'node',
    // The SDK's ES modules allow tree shaking, its CommonJS does not.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [dropServers, importBuiltinsWhole, useNodeSha256, plugin],
    transform: { target: 'node24' },
    // Some modules are imported dynamically in one place and statically in another.
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
