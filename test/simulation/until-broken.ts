// Runs schedules until a rule is seen broken, and says which and when: the body of one mutant's process.
import { simulate } from './simulate.ts';

const most = Number(process.argv[2]);
let found: string | undefined;
for (let seed = 1; seed <= most && found === undefined; seed++) {
  const { broken } = await simulate(seed);
  if (broken !== undefined) found = `${seed} ${broken instanceof Error ? broken.message : String(broken)}`;
}
console.log(found ?? 'none');
