// `npm run manifest`: prints the manifest of the Slack app for one endpoint, or for Socket Mode. It never changes manifest.json.
import { fileURLToPath } from 'node:url';
import { loadSettings, SettingsError } from '../infra/settings/settings.ts';
import {
  ENDPOINT_PATH,
  manifestForEndpoint,
  manifestForSocketMode,
  slackAppOf,
  WHOLE_APP,
} from '../infra/slack-manifest.ts';
import { runCommand, UsageError } from './command-line.ts';

const EXAMPLE = `https://bastion.example.com${ENDPOINT_PATH}`;

const MANIFEST = {
  name: 'npm run manifest --',
  says: 'Prints the manifest of the Slack app for the address that Slack calls, or for Socket Mode.',
  words: ['[ADDRESS]'],
  options: {
    socket: { says: 'for Socket Mode, which needs no address' },
    settings: { value: 'FILE', says: 'with the scopes that these settings need (every scope of the app)' },
  },
} as const;

/**
 * @param address https; an origin without a path gets the path of the endpoint
 * @param isSocket true for Socket Mode, which takes no address
 * @param app its name and the settings that decide about its scopes
 * @throws {UsageError} for any other address, and unless exactly one of the two is given
 */
export function fillManifest(address: string | undefined, isSocket: boolean, app = WHOLE_APP): object {
  if (isSocket && address !== undefined) throw new UsageError(`--socket takes no address, but "${address}" was given`);
  if (isSocket) return manifestForSocketMode(app);
  if (address !== undefined) return manifestForEndpoint(endpointOf(address), app);
  throw new UsageError(`Give the address for Slack to call, e.g. ${EXAMPLE}, or --socket for Socket Mode`);
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
  try {
    await runCommand(MANIFEST, ({ words: [address], has, text }) => {
      const file = text('settings');
      const app = file === undefined ? WHOLE_APP : slackAppOf(loadSettings(file));
      console.log(JSON.stringify(fillManifest(address, has('socket'), app), null, 2));
      return 0;
    });
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  }
}
