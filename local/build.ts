// Bundles the handlers to dist/, as they are deployed.
import { readdirSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Parts of Bolt that serve HTTP, or hold a socket open, and whatever only these need: a Lambda uses none of them. */
const SERVERS =
  /^(?:express|@slack\/(?:oauth|socket-mode)|\.{1,2}\/(?:receivers\/)?(?:HTTPReceiver|ExpressReceiver|SocketModeReceiver|HTTPModuleFunctions|HTTPResponseAck|SocketModeFunctions|SocketModeResponseAck|custom-routes))$/;
const LEFT_OUT = `exports.default = class { constructor() { throw new Error('A part of Bolt that serves by itself is not in this bundle: see local/build.ts.'); } };`;

const withoutServers: Plugin = {
  name: 'without-servers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: SERVERS }, ({ importer, path }) =>
      importer.includes('@slack/bolt') ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: LEFT_OUT, loader: 'js' }));
  },
};

/**
 * An import of node:http asks for each of its exports, and the one called WebSocket loads an HTTP client with it that nobody
 * here uses: 20 ms of a cold start. Handed over whole, a module of Node.js is asked for what is used.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/http.js
 */
const builtinsWhole: Plugin = {
  name: 'builtins-whole',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      (kind === 'import-statement' || kind === 'dynamic-import') && isBuiltin(path)
        ? { path, namespace: 'builtin', sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/** How everything that runs on Lambda is bundled. */
export const LAMBDA: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  // What is imported later becomes a file of its own, which nobody reads before.
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  // Bolt is CommonJS, and requires what Node.js has.
  banner: { js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);" },
  // Of the SDK only what is used is taken, which its CommonJS does not allow.
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [withoutServers, builtinsWhole],
  sourcemap: 'linked',
  logLevel: 'error',
};

/** @returns the paths of the bundles, by handler, e.g. "slack" */
export async function buildHandlers(outdir = join(root, 'dist', 'handlers')): Promise<Record<string, string>> {
  const names = readdirSync(join(root, 'handlers')).map((file) => basename(file, '.ts'));
  rmSync(outdir, { recursive: true, force: true });
  const built = names.map(async (name) => {
    const folder = join(outdir, name);
    await build({ ...LAMBDA, entryPoints: { index: join(root, 'handlers', `${name}.ts`) }, outdir: folder });
    return [name, join(folder, 'index.mjs')] as const;
  });
  return Object.fromEntries(await Promise.all(built));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of Object.values(await buildHandlers())) console.log(path);
}
