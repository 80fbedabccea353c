// Runs one of the TypeScript files beside it: `node local/run.mjs main.ts …`. Plain JavaScript, so that an old Node.js can say what is wrong.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './check-node.mjs';

const [script = 'main.ts', ...args] = process.argv.slice(2);
const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
const path = fileURLToPath(new URL(script, import.meta.url));
const child = spawn(process.execPath, [...flags, path, ...args], { stdio: 'inherit' });

// A terminal tells both of us, a supervisor only this one; the child takes the second telling for the first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
