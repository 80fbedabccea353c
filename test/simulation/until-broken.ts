// Runs schedules until a rule breaks, and prints the rule and the schedule: the process of one mutant.
import { simulate } from './simulate.ts';

const most = Number(process.argv[2]);
let found: string | undefined;
for (let seed = 1; seed <= most && found === undefined; seed++) {
  const { broken } = await simulate(seed);
  if (broken !== undefined) found = `${seed} ${broken instanceof Error ? broken.message : String(broken)}`;
}
console.log(found ?? 'none');
