// Prints the manifest of the Slack app for one endpoint, or for Socket Mode; the file itself stays as it is.
import { fileURLToPath } from 'node:url';
import manifest from '../manifest.json' with { type: 'json' };

/** What was asked for cannot be printed; the message is one sentence for the person who asked. */
export class ManifestArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ManifestArgumentError';
  }
}

const ENDPOINT_PATH = '/slack/events';
const EXAMPLE = `https://bastion.example.com${ENDPOINT_PATH}`;

/**
 * @param args one https address, to which a bare origin gets the path of the endpoint; or "--socket"
 * @throws ManifestArgumentError for anything else
 */
export function filledManifest(args: readonly string[]): object {
  const [argument] = args;
  if (argument === undefined || args.length > 1) {
    throw new ManifestArgumentError(
      `Give the address that Slack is to call, e.g. npm run manifest -- ${EXAMPLE}, or --socket for Socket Mode.`,
    );
  }
  return argument === '--socket' ? forSocketMode() : forEndpoint(endpointOf(argument));
}

function forEndpoint(url: string): object {
  const { features, settings } = manifest;
  return {
    ...manifest,
    features: { ...features, slash_commands: features.slash_commands.map((command) => ({ ...command, url })) },
    settings: { ...settings, interactivity: { ...settings.interactivity, request_url: url } },
  };
}

/** The app calls Slack, so there is no address to be called at. */
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
  if (url === null) throw new ManifestArgumentError(`"${argument}" is no address: give one like ${EXAMPLE}.`);
  if (!/^https:\/\//i.test(argument)) {
    throw new ManifestArgumentError(`"${argument}" does not begin with https://, and Slack calls nothing else.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ManifestArgumentError(`"${argument}" has more than a host and a path: give one like ${EXAMPLE}.`);
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? ENDPOINT_PATH : path}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify(filledManifest(process.argv.slice(2)), null, 2));
  } catch (fault) {
    if (!(fault instanceof ManifestArgumentError)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  }
}
