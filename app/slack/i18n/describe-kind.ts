// Words for the kind of a session.
import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import type { Kind } from '../../session/kind.ts';
import type { Text } from './en/texts.ts';
import { sanitize } from './rich-text.ts';

/** @param most UTF-16 units of a typed part: a host, a command, the name of a document */
export function describeKind(kind: Kind, text: Text, most: number): string {
  return text.kind(safeKind(kind, most));
}

/** The one place that makes the typed parts of a kind safe for Slack. */
function safeKind(kind: Kind, most: number): Kind {
  switch (kind.type) {
    case 'remote-desktop':
    case 'port-forward':
      return kind.host === undefined ? kind : { ...kind, host: sanitize(kind.host, most) };
    case 'database': {
      const { engine, host } = kind;
      return { ...kind, engine: sanitize(engine, most), host: host === undefined ? undefined : sanitize(host, most) };
    }
    case 'command':
      return kind.command === undefined ? kind : { ...kind, command: sanitize(kind.command, most) };
    case 'custom':
      return { ...kind, document: sanitize(kind.document, most) };
    case 'shell':
    case 'ssh':
    case 'unknown':
      return kind;
    default:
      throw createUnknownMemberError('the kind', kind);
  }
}
