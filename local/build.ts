// Bundles the handlers to dist/, as they are deployed.
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns the paths of the bundles, by handler, e.g. "slack" */
export async function buildHandlers(outdir = join(root, 'dist', 'handlers')): Promise<Record<string, string>> {
  const names = readdirSync(join(root, 'handlers')).map((file) => basename(file, '.ts'));
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: join(root, 'handlers', `${name}.ts`), out: join(name, 'index') })),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    // Bolt is CommonJS and loads some of its parts by require.
    format: 'cjs',
    minify: true,
    // Names of errors stand in the log.
    keepNames: true,
    sourcemap: 'linked',
    logLevel: 'error',
  });
  return Object.fromEntries(names.map((name) => [name, join(outdir, name, 'index.cjs')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of Object.values(await buildHandlers())) console.log(path);
}
