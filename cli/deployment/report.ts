// The report of `npm run synth`: how many resources, about how much a month, and what is next.
import type { Settings } from '../../infra/settings/settings.ts';
import { COUNTED, monthly } from './cost.ts';
import { countResources } from './groups.ts';
import { endpointsCost, hostCost, natCost } from './host-cost.ts';

/** A team that works on production every day: docs/cost.md has other numbers. */
const SESSIONS_A_MONTH = 1_000;
const NUMBER = new Intl.NumberFormat('en');

/** A template as CloudFormation reads it. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
}

/**
 * @param path of the template, as people may open it
 * @returns lines for a terminal
 */
export function reportSynth(settings: Settings, template: Template, path: string): string[] {
  const resources = Object.keys(template.Resources).length;
  const parts = [...countResources(template)].filter(([, count]) => count > 0);
  return [
    `The template is in ${path}: ${resources} resources (${parts.map(([part, count]) => `${part} ${count}`).join(', ')}).`,
    costLine(settings, template),
    ...outboundLines(settings),
    settings.protected
      ? 'Next: npm run diff shows what would change, npm run deploy deploys it.'
      : 'Next: npm run bootstrap, once for each account and region, then npm run deploy.',
  ];
}

function costLine({ bastions, network }: Settings, template: Template): string {
  const count = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type).length;
  const fixed = { keys: count('AWS::KMS::Key'), alarms: count('AWS::CloudWatch::Alarm') };
  const app = sum([...monthly(COUNTED, SESSIONS_A_MONTH, fixed).values()]);
  const hosts = bastions.flatMap((one) => (one.kind === 'existing' ? [] : [hostCost(one)]));
  const priced = hosts.filter((one) => one !== undefined);
  const endpoints = Object.values(template.Resources).filter(isInterfaceEndpoint).length;
  const zones = network?.kind === 'new' ? network.availabilityZones.length : 0;
  const outbound = count('AWS::EC2::NatGateway') * natCost() + endpointsCost(endpoints, zones);
  const rows = [
    `the app ${app.toFixed(0)} with ${NUMBER.format(SESSIONS_A_MONTH)} sessions`,
    ...(priced.length > 0 ? [`hosts ${sum(priced).toFixed(0)}`] : []),
    ...(outbound > 0 ? [`their way out ${outbound.toFixed(0)}`] : []),
  ];
  const unpriced = hosts.length - priced.length;
  const rest = unpriced === 0 ? '' : `, without ${unpriced} of the hosts, whose instance type has no price here`;
  const total = app + sum(priced) + outbound;
  return `About ${total.toFixed(0)} US dollars a month: ${rows.join(', ')}${rest}. See docs/cost.md.`;
}

function isInterfaceEndpoint({ Type, Properties }: Template['Resources'][string]): boolean {
  return Type === 'AWS::EC2::VPCEndpoint' && Properties !== undefined && 'SubnetIds' in Properties;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, one) => all + one, 0);
}

/** The way out of a host outlives the session that used it. */
function outboundLines({ network }: Settings): string[] {
  if (network === undefined) return [];
  if (network.kind === 'existing')
    return [
      'Hosts reach port 443 of every address that your network lets them: a tunnel left behind may outlive its session.',
    ];
  return network.outbound === 'nat'
    ? [
        'With "nat" hosts reach every address on port 443: a tunnel left behind outlives its session. "endpoints" closes it.',
      ]
    : ['With "endpoints" hosts reach nothing but the endpoints, S3 and what "reaches" names.'];
}
