// Runs a TypeScript file of this repository: `node cli/run.mjs local/main.ts …`. Plain JavaScript, so that an old Node.js can say what is wrong.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './check-node.mjs';

const [script = 'local/main.ts', ...args] = process.argv.slice(2);
const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
// Whoever asks for a real workspace, audits a real table or deploys means to leave this machine.
const deploys = script === 'cli/cdk.ts' && args[0] !== 'synth';
const leaves = args.includes('--workspace') || script === 'cli/audit.ts' || deploys;
const env = leaves ? process.env : withoutProxies(process.env);
const child = spawn(process.execPath, [...flags, path, ...args], { env, stdio: 'inherit' });

// A terminal tells both of us, a supervisor only this one; the child takes the second telling for the first.
let isSignalled = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isSignalled = true;
    child.kill(signal);
  });
}
// Before it listens to signals itself, it ends by them: that is what was asked for.
child.on('exit', (code) => process.exit(code ?? (isSignalled ? 0 : 1)));

/**
 * Node.js reads proxies only at its start, so they are taken away here. It gets one where nothing listens, for all but
 * this machine: whatever would leave it fails.
 */
function withoutProxies(inherited) {
  const isProxy = /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY)$/i;
  const kept = Object.entries(inherited).filter(([name]) => !isProxy.test(name));
  const nowhere = 'http://127.0.0.1:9';
  return { ...Object.fromEntries(kept), HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, NO_PROXY: '127.0.0.1,localhost' };
}
