// Links of messages: to the notice of a session, and to its command log.
import { hasCommandLog } from '../../session/kind.ts';
import type { Session } from '../../session/session.ts';
import { type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import type { TextPart } from '../i18n/rich-text.ts';

/** @returns message options with which lists and private cards link to notices, if Slack says where they are */
export async function withLinks(
  messageOptions: MessageOptions,
  workspaceUrl: { read(): Promise<string | undefined> },
): Promise<MessageOptions> {
  return { ...messageOptions, workspaceUrl: await workspaceUrl.read() };
}

/**
 * @param workspaceUrl e.g. "https://example.slack.com/"
 * @returns e.g. "https://example.slack.com/archives/C0BASTION01/p1795507500000100"
 */
export function permalink(workspaceUrl: string, { channel, ts }: { channel: string; ts: string }): string {
  return `${workspaceUrl}archives/${channel}/p${ts.replace('.', '')}`;
}

/** @returns undefined before the notice, and while the workspace is unknown */
export function findNoticeLink(
  { noticed }: Pick<Session, 'noticed'>,
  { workspaceUrl }: Pick<MessageOptions, 'workspaceUrl'>,
): string | undefined {
  return noticed && workspaceUrl && permalink(workspaceUrl, noticed);
}

/** @returns the end of a row that links to its notice; nothing where there is none to link to */
export function createRowLink(session: Pick<Session, 'noticed'>, messageOptions: MessageOptions): TextPart[] {
  const link = findNoticeLink(session, messageOptions);
  return link === undefined ? [] : selectTexts(messageOptions).notice.rowLink(link);
}

/** @returns the address of the session's command log; undefined where Session Manager keeps none */
export function findSessionLogLink(
  { id, kind }: Pick<Session, 'id' | 'kind'>,
  { sessionLogUrl }: Pick<MessageOptions, 'sessionLogUrl'>,
): string | undefined {
  if (sessionLogUrl === undefined || hasCommandLog(kind) === false) return undefined;
  return sessionLogUrl.replace('{session}', encodeForConsole(id));
}

/** The console of CloudWatch reads names from the part behind the number sign, encoded twice, with "$" for "%". */
function encodeForConsole(name: string): string {
  return encodeURIComponent(encodeURIComponent(name.toWellFormed())).replaceAll('%', '$');
}
