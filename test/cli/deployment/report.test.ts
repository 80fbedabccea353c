// The report of a synthesis: the cost as docs/cost.md states it, and how far hosts reach.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { endpointsCost, hostCost, natCost } from '../../../cli/deployment/host-cost.ts';
import { reportSynth, type Template } from '../../../cli/deployment/report.ts';
import { checkSettings } from '../../../infra/settings/settings.ts';
import { type Json, type Name, settingsOf, templateOf } from '../../infra/stack-fixture.ts';

const doc = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

function reportOf(name: Name, change: (settings: Json) => void = () => {}): string {
  const settings = settingsOf(name);
  change(settings);
  const template = templateOf(name, change).toJSON() as Template;
  return reportSynth(checkSettings(settings), template, 'cdk.out/x.template.json').join('\n');
}

test('docs/cost.md states the cost of hosts and their network as npm run synth calculates it', () => {
  const dollars = (amount: number | undefined) => amount?.toFixed(0);
  const linux = hostCost({ kind: 'linux', instanceType: 't4g.micro', diskGiB: 8 });
  const windows = hostCost({ kind: 'windows', instanceType: 't3.medium', diskGiB: 50 });
  expect(doc).toMatch(new RegExp(`\\| Linux bastion, \`t4g.micro\`, 8 GB disk, [^|]+\\| ${dollars(linux)} \\|`));
  expect(doc).toMatch(new RegExp(`\\| Windows bastion, \`t3.medium\`, 50 GB disk, [^|]+\\| ${dollars(windows)} \\|`));
  expect(doc).toMatch(new RegExp(`one NAT gateway[^|]*\\| ${dollars(natCost())}, and`));
  expect(doc).toMatch(
    new RegExp(`five endpoints in each zone, with two zones \\| ${dollars(endpointsCost(5, 2))}, and`),
  );
});

describe('npm run synth', () => {
  test('says how many resources the template has, what they cost a month, and what is next', () => {
    const report = reportOf('example');
    const { Resources } = templateOf('example').toJSON() as Json;
    expect(report).toContain(`cdk.out/x.template.json: ${Object.keys(Resources).length} resources (network `);
    // docs/cost.md: the app 12.52, one Linux host 8.87, one NAT gateway 36.50.
    expect(report).toContain('About 58 US dollars a month: the app 13 with 1,000 sessions, hosts 9, their way out 37.');
    expect(report).toMatch(/\nNext: npm run bootstrap, [^\n]+ npm run deploy\.$/);
  });

  test('calculates only what the deployment creates', () => {
    expect(reportOf('existing')).toMatch(/: the app \d+ with 1,000 sessions\. See docs\/cost.md\.\n/);
  });

  test('says if a host has no price here', () => {
    const report = reportOf('example', ({ bastions }) => {
      bastions[0].instanceType = 'm7g.large';
    });
    expect(report).toContain('without 1 of the hosts, whose instance type has no price here');
    expect(report).not.toContain('hosts 9');
  });

  test.each<[string, (settings: Json) => void, RegExp]>([
    ['nat', () => {}, /reach every address on port 443: a tunnel left behind outlives its session/],
    [
      'endpoints',
      ({ network }) => Object.assign(network, { outbound: 'endpoints', s3PrefixList: 'pl-0123456789' }),
      /nothing but the endpoints, S3/,
    ],
    [
      'an existing network',
      (settings) => {
        settings.network = { kind: 'existing', vpcId: 'vpc-0123456789', subnetIds: ['subnet-0123456789'] };
      },
      /every address that your network lets them/,
    ],
  ])('says what %s means for a host', (_, change, sentence) => {
    expect(reportOf('example', change)).toMatch(sentence);
  });
});
