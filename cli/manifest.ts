// `npm run manifest`: prints the manifest of the Slack app for one endpoint, or for Socket Mode. It never changes manifest.json.
import { fileURLToPath } from 'node:url';
import manifest from '../manifest.json' with { type: 'json' };
import { runCommand, UsageError } from './command-line.ts';

const ENDPOINT_PATH = '/slack/events';
const EXAMPLE = `https://bastion.example.com${ENDPOINT_PATH}`;

const MANIFEST = {
  name: 'npm run manifest --',
  says: 'Prints the manifest of the Slack app for the address that Slack calls, or for Socket Mode.',
  words: ['[ADDRESS]'],
  options: { socket: { says: 'for Socket Mode, which needs no address' } },
} as const;

/**
 * @param address https; an origin without a path gets the path of the endpoint
 * @param isSocket true for Socket Mode, which takes no address
 * @throws {UsageError} for any other address, and unless exactly one of the two is given
 */
export function fillManifest(address: string | undefined, isSocket: boolean): object {
  if (isSocket && address !== undefined) throw new UsageError(`--socket takes no address, but "${address}" was given`);
  if (isSocket) return forSocketMode();
  if (address !== undefined) return forEndpoint(endpointOf(address));
  throw new UsageError(`Give the address for Slack to call, e.g. ${EXAMPLE}, or --socket for Socket Mode`);
}

function forEndpoint(url: string): object {
  const { features, settings } = manifest;
  return {
    ...manifest,
    features: { ...features, slash_commands: features.slash_commands.map((command) => ({ ...command, url })) },
    settings: { ...settings, interactivity: { ...settings.interactivity, request_url: url } },
  };
}

/** In Socket Mode the app connects to Slack, so the manifest has no address. */
function forSocketMode(): object {
  const { features, settings } = manifest;
  const { request_url: _, ...interactivity } = settings.interactivity;
  return {
    ...manifest,
    features: { ...features, slash_commands: features.slash_commands.map(({ url: _, ...command }) => command) },
    settings: { ...settings, interactivity, socket_mode_enabled: true },
  };
}

function endpointOf(argument: string): string {
  const url = URL.parse(argument);
  if (url === null) throw new UsageError(`"${argument}" is not an address: give one like ${EXAMPLE}`);
  if (!/^https:\/\//i.test(argument)) {
    throw new UsageError(`"${argument}" does not begin with https://, which Slack requires`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError(`"${argument}" has more than a host and a path: give one like ${EXAMPLE}`);
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? ENDPOINT_PATH : path}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(MANIFEST, ({ words: [address], has }) => {
    console.log(JSON.stringify(fillManifest(address, has('socket')), null, 2));
    return 0;
  });
}
