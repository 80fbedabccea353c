// Cron expressions that AWS accepts, and the faults of the others.
import { expect, test } from 'vitest';
import { associationCronFault, cronFault } from '../../../infra/settings/cron.ts';

// Examples from AWS's pages, and forms that their tables allow.
test.each([
  'cron(0 3 ? * SUN *)',
  'cron(0 20 ? * * *)',
  'cron(0 2 ? * THU#3 *)',
  'cron(0 10 * * ? *)',
  'cron(15 12 * * ? *)',
  'cron(0 18 ? * MON-FRI *)',
  'cron(0 8 1 * ? *)',
  'cron(0/15 * * * ? *)',
  'cron(0/10 * ? * MON-FRI *)',
  'cron(0/5 8-17 ? * MON-FRI *)',
  'cron(0/30 20-23 ? * MON-FRI *)',
  'cron(0 9 ? * 2#1 *)',
  'cron(15 10 ? * 6L 2027-2030)',
  'cron(0 0 L * ? *)',
  'cron(0 0 LW * ? *)',
  'cron(0 0 L-3 * ? *)',
  'cron(0 0 15W * ? *)',
  'cron(0 0 ? * L *)',
  'cron(0 0 ? * FRIL *)',
  'cron(0 0 1,15 JAN,jul ? *)',
  'cron(0 0 ? 1-3,OCT-DEC mon-fri/2 *)',
  'cron(5,35 */2 1-7/3 * ? 2027,2029)',
])('%s is valid', (text) => {
  expect(cronFault(text)).toBeUndefined();
});

test.each([
  ['', 'must be a cron expression of six fields'],
  ['rate(1 day)', 'must be a cron expression of six fields'],
  ['0 3 ? * SUN *', 'must be a cron expression of six fields'],
  ['cron(0 3 ? * SUN)', 'must be a cron expression of six fields'],
  ['cron(0 0 3 ? * SUN *)', 'must be a cron expression of six fields'],
  ['cron(0 3  ? * SUN *)', 'must be a cron expression of six fields'],
  ['cron( 0 3 ? * SUN *)', 'must be a cron expression of six fields'],
  ['cron(0 3 ? * SUN *)\n', 'must be a cron expression of six fields'],
  ['Cron(0 3 ? * SUN *)', 'must be a cron expression of six fields'],
  ['cron(nonsense a b c d e)', 'has "nonsense" for minutes, which takes 0 to 59, lists'],
  ['cron(60 3 ? * SUN *)', 'has "60" for minutes'],
  ['cron(-1 3 ? * SUN *)', 'has "-1" for minutes'],
  ['cron(0/0 3 ? * SUN *)', 'has "0/0" for minutes'],
  ['cron(0/60 3 ? * SUN *)', 'has "0/60" for minutes'],
  ['cron(0/ 3 ? * SUN *)', 'has "0/" for minutes'],
  ['cron(/5 3 ? * SUN *)', 'has "/5" for minutes'],
  ['cron(0,,5 3 ? * SUN *)', 'has "0,,5" for minutes'],
  ['cron(*,5 3 ? * SUN *)', 'has "*,5" for minutes'],
  ['cron(10-5 3 ? * SUN *)', 'has "10-5" for minutes'],
  ['cron(1-2-3 3 ? * SUN *)', 'has "1-2-3" for minutes'],
  ['cron(? 3 ? * SUN *)', 'has "?" for minutes'],
  ['cron(L 3 ? * SUN *)', 'has "L" for minutes'],
  ['cron(0 24 ? * SUN *)', 'has "24" for hours'],
  ['cron(0 3.5 ? * SUN *)', 'has "3.5" for hours'],
  ['cron(0 3 0 * ? *)', 'has "0" for day of month'],
  ['cron(0 3 32 * ? *)', 'has "32" for day of month'],
  ['cron(0 3 32W * ? *)', 'has "32W" for day of month'],
  ['cron(0 3 W * ? *)', 'has "W" for day of month'],
  ['cron(0 3 1,L * ? *)', 'has "1,L" for day of month'],
  ['cron(0 3 L-32 * ? *)', 'has "L-32" for day of month'],
  ['cron(0 3 MON * ? *)', 'has "MON" for day of month'],
  ['cron(0 3 ?,1 * ? *)', 'has "?,1" for day of month'],
  ['cron(0 3 ? 13 SUN *)', 'has "13" for month, which takes 1 to 12 or JAN to DEC'],
  ['cron(0 3 ? JANUARY SUN *)', 'has "JANUARY" for month'],
  ['cron(0 3 ? * 0 *)', 'has "0" for day of week'],
  ['cron(0 3 ? * 8 *)', 'has "8" for day of week'],
  ['cron(0 3 ? * SAT-SUN *)', 'has "SAT-SUN" for day of week'],
  ['cron(0 3 ? * 2#6 *)', 'has "2#6" for day of week'],
  ['cron(0 3 ? * TUE#1,TUE#3 *)', 'has "TUE#1,TUE#3" for day of week'],
  ['cron(0 3 ? * XYZL *)', 'has "XYZL" for day of week'],
  ['cron(0 3 ? * 8L *)', 'has "8L" for day of week'],
  ['cron(0 3 ? * 15W *)', 'has "15W" for day of week'],
  ['cron(0 3 ? * SUN 1969)', 'has "1969" for year'],
  ['cron(0 3 ? * SUN 2200)', 'has "2200" for year'],
  ['cron(0 3 * * * *)', 'must have "?" for day of month or for day of week'],
  ['cron(0 3 1 * SUN *)', 'must have "?" for day of month or for day of week'],
  ['cron(0 3 ? * ? *)', 'must have "?" for day of month or for day of week'],
])('%j is not valid', (text, said) => {
  expect(cronFault(text)).toContain(said);
});

test.each([
  'cron(0 3 ? * SUN *)',
  'cron(0/30 * * * ? *)',
  'cron(15,45 * * * ? *)',
  'cron(0 0/2 * * ? *)',
  'cron(0 2 ? * TUE#2 *)',
])('an association accepts %s', (text) => {
  expect(associationCronFault(text)).toBeUndefined();
});

test.each([
  ['cron(0/15 * * * ? *)', 'must not run more often than every 30 minutes'],
  ['cron(* * * * ? *)', 'must not run more often than every 30 minutes'],
  ['cron(0,50 * * * ? *)', 'must not run more often than every 30 minutes'],
  ['cron(5-6 3 * * ? *)', 'must not run more often than every 30 minutes'],
  ['cron(0 3 1 JAN ? *)', 'must have "*" for month'],
  ['cron(0 3 1 1-12 ? *)', 'must have "*" for month'],
  ['cron(0 3 * * * *)', 'must have "?"'],
])('an association does not accept %s', (text, said) => {
  expect(associationCronFault(text)).toContain(said);
});
