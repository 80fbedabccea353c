// `npm run deploy` loads this into the CDK command's own process: its lines about resources become the checklist. In one
// process the checklist, the question before a permission is widened, and the outputs keep their order.
import { readFileSync } from 'node:fs';
import { createDisplay, type Display } from './display.ts';
import { countResources } from './groups.ts';

const display = createDisplay(() => {
  const path = process.env.BASTION_ACK_TEMPLATE;
  if (path === undefined) throw new Error('BASTION_ACK_TEMPLATE is not set: use npm run deploy.');
  return countResources(JSON.parse(readFileSync(path, 'utf8')));
});

function watch(stream: NodeJS.WriteStream, { show }: Display): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = ((chunk: unknown, ...rest: unknown[]) => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    show(chunk, { isTTY: stream.isTTY, columns: stream.columns, write });
    // A callback still learns that its text is written.
    return write('', ...rest);
  }) as typeof stream.write;
}

watch(process.stdout, display);
watch(process.stderr, display);
process.on('exit', (code) => {
  const lines = code === 0 ? [] : display.explain();
  if (lines.length > 0) process.stderr.write(`\n${lines.join('\n')}\n`);
});
