// The menu beside the buttons of a notice, for whoever has something to say with a press.
import type { KnownBlock } from '@slack/types';
import type { Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createPlainText } from '../../i18n/rich-text.ts';
import { createActions, createButtons, isAcknowledgeable, isTerminable } from './session-buttons.ts';

export const MORE = 'more_session';

type Menu = Extract<Extract<KnownBlock, { type: 'actions' }>['elements'][number], { type: 'overflow' }>;
export type MoreOption = keyof Text['notice']['menu'];

const PREFIX = 'session:';
/** @see https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const MAX_BLOCK_ID = 255;

/** The buttons of a notice, and its menu. The id of their block names the session, for which an option has no room. */
export function createNoticeActions(session: Session, text: Text): KnownBlock[] {
  const blockId = `${PREFIX}${session.id}`;
  const buttons = createButtons(session, text);
  if (blockId.length > MAX_BLOCK_ID) return createActions(buttons, 'decide');
  return createActions([...buttons, ...createMoreMenu(session, text)], blockId);
}

/** @returns the id of the session that a block of a notice names */
export function readNoticeBlockId(blockId: string): string | undefined {
  return blockId.startsWith(PREFIX) ? blockId.slice(PREFIX.length) : undefined;
}

/** @returns nothing without an option, since a menu needs one to five */
function createMoreMenu(session: Session, { notice }: Text): Menu[] {
  const options = findOptions(session).map((value) => ({ text: createPlainText(notice.menu[value]), value }));
  return options.length === 0 ? [] : [{ type: 'overflow', action_id: MORE, options }];
}

function findOptions(session: Session): MoreOption[] {
  const { acknowledged, vouched, ended, termination } = session;
  const isRevocable = (acknowledged ?? vouched) !== undefined && !ended && !termination;
  return [
    ...(isAcknowledgeable(session) ? (['note'] as const) : []),
    ...(isRevocable ? (['withdraw'] as const) : []),
    ...(isTerminable(session) ? (['reason'] as const) : []),
  ];
}
