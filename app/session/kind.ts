// The kind of a session (shell, tunnel, database…), from its document's name and parameters.
import { createUnknownMemberError } from '../lib/unknown-member.ts';

/** Parameters of a session document, e.g. `{"portNumber": ["3389"]}`. */
export type Parameters = Readonly<Record<string, readonly string[]>>;

export type Kind =
  | { readonly type: 'shell' }
  | { readonly type: 'ssh'; readonly port?: number }
  | { readonly type: 'remote-desktop'; readonly host?: string }
  | { readonly type: 'database'; readonly engine: string; readonly host?: string; readonly port: number }
  | { readonly type: 'port-forward'; readonly host?: string; readonly port?: number }
  | { readonly type: 'command'; readonly command?: string }
  | { readonly type: 'custom'; readonly document: string }
  /** The source names a document in a form that cannot be read. */
  | { readonly type: 'unknown' };

/** @see https://learn.microsoft.com/windows-server/remote/remote-desktop-services/clients/change-listening-port */
const REMOTE_DESKTOP_PORT = 3389;

/**
 * Registered ports of the databases that people tunnel to.
 * @see https://www.iana.org/assignments/service-names-port-numbers
 */
const DATABASE_PORTS: Readonly<Record<number, string>> = {
  1433: 'SQL Server',
  1521: 'Oracle',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5439: 'Redshift',
  6379: 'Redis',
  27017: 'MongoDB',
};

/**
 * Defaults of the AWS-owned documents.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
 */
const DEFAULT_SSH_PORT = '22';
const DEFAULT_FORWARD_PORT = '80';

/**
 * @param document name or ARN of the session document; undefined for the account's default shell, null if it cannot be
 * read
 * @param parameters undefined if the source does not give them (DescribeSessions); then no default port is assumed
 * @param shellDocuments names of the team's own documents that open a shell
 */
export function deriveKind(
  document: string | undefined | null,
  parameters: Parameters | undefined,
  shellDocuments: readonly string[] = [],
): Kind {
  if (document === null) return { type: 'unknown' };
  const name = document === undefined ? '' : parseDocumentName(document);
  if (name === '' || name === 'SSM-SessionManagerRunShell' || shellDocuments.map(parseDocumentName).includes(name)) {
    return { type: 'shell' };
  }
  switch (name) {
    case 'AWS-StartSSHSession':
      return { type: 'ssh', port: parsePort(parameters, DEFAULT_SSH_PORT) };
    case 'AWS-StartPortForwardingSession':
    case 'AWS-StartPortForwardingSessionToRemoteHost':
    case 'AWS-StartPortForwardingSessionToSocket':
      return deriveTunnelKind(parameters?.host?.[0] || undefined, parsePort(parameters, DEFAULT_FORWARD_PORT));
    case 'AWS-StartInteractiveCommand':
    case 'AWS-StartNonInteractiveCommand':
      return { type: 'command', command: parameters?.command?.join(' ') || undefined };
    default:
      return { type: 'custom', document: name };
  }
}

/** e.g. "AWS-StartSSHSession" of "arn:aws:ssm:ap-northeast-1::document/AWS-StartSSHSession" */
function parseDocumentName(document: string): string {
  return document.split(':document/').at(-1) ?? document;
}

function deriveTunnelKind(host: string | undefined, port: number | undefined): Kind {
  if (port === REMOTE_DESKTOP_PORT) return { type: 'remote-desktop', host };
  const engine = port === undefined ? undefined : DATABASE_PORTS[port];
  return port === undefined || engine === undefined
    ? { type: 'port-forward', host, port }
    : { type: 'database', engine, host, port };
}

/** The default applies only if no port is named: an empty list names no port and no default. */
function parsePort(parameters: Parameters | undefined, byDefault: string): number | undefined {
  if (parameters === undefined) return undefined;
  const [text = ''] = parameters.portNumber ?? [byDefault];
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : undefined;
}

/**
 * True if Session Manager logs what is typed (shells and commands), false for tunnels, undefined if it may be either.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
 */
export function hasCommandLog(kind: Kind): boolean | undefined {
  switch (kind.type) {
    case 'shell':
    case 'command':
    case 'custom':
      return true;
    case 'ssh':
    case 'remote-desktop':
    case 'database':
    case 'port-forward':
      return false;
    case 'unknown':
      return undefined;
    default:
      throw createUnknownMemberError('the kind', kind);
  }
}
