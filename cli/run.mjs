// Runs a TypeScript file of this repository: `node cli/run.mjs local/main.ts …`. Plain JavaScript, so that check-node.mjs can run on an old Node.js.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './check-node.mjs';

const [script = 'local/main.ts', ...args] = process.argv.slice(2);
const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
// A real workspace, an audit of a real table, a deployment and its checks need the network.
const deploys = script === 'cli/cdk.ts' && args[0] !== 'synth';
const checksAws = script === 'cli/doctor.ts' && !args.some((arg) => arg.startsWith('--local'));
const leaves = args.includes('--workspace') || script === 'cli/audit.ts' || checksAws || deploys;
const env = leaves ? process.env : withoutProxies(process.env);
const child = spawn(process.execPath, [...flags, path, ...args], { env, stdio: 'inherit' });

// A terminal signals both processes, a supervisor only this one. The child may get a signal twice and treats it as one.
let isSignalled = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isSignalled = true;
    child.kill(signal);
  });
}
// A child that a signal stops before it handles signals has no exit code: that is a requested stop.
child.on('exit', (code) => process.exit(code ?? (isSignalled ? 0 : 1)));

/**
 * Node.js reads proxies only at its start, so they are removed here. A proxy at a closed port replaces them, for every host
 * but this machine: each request that would leave it fails.
 */
function withoutProxies(inherited) {
  const isProxy = /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY)$/i;
  const kept = Object.entries(inherited).filter(([name]) => !isProxy.test(name));
  const nowhere = 'http://127.0.0.1:9';
  return { ...Object.fromEntries(kept), HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, NO_PROXY: '127.0.0.1,localhost' };
}
