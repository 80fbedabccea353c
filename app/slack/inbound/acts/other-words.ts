// A form that Slack believes unanswered is sent again, perhaps with other words. The first words stand.
import type { Refusal } from '../../../session/acts/act.ts';
import type { Session } from '../../../session/session.ts';

interface Words {
  readonly note?: string | undefined;
  readonly reason?: string | undefined;
  readonly ticket?: string | undefined;
}

/**
 * @param id of the submission, whose event is stored
 * @returns why the words change nothing; undefined if they are the ones that are stored
 */
export function refuseOtherWords({ events }: Session, id: string, typed: Words): Refusal | undefined {
  const event = events.find(({ commandId }) => commandId === id);
  if (event === undefined) return undefined;
  const { by, at } = event;
  switch (event.type) {
    case 'reasoned': {
      const isSame = event.reason === typed.reason && event.ticket === typed.ticket;
      return isSame ? undefined : { reason: 'already-reasoned', at };
    }
    case 'acknowledged':
      return event.note === typed.note ? undefined : { reason: 'already-acknowledged', by, at, yours: true };
    case 'vouched':
      return event.note === typed.note ? undefined : { reason: 'already-vouched', at };
    case 'terminationRequested':
      return event.note === typed.note ? undefined : { reason: 'already-terminating', by, at };
    case 'acknowledgementWithdrawn':
      return event.note === typed.note ? undefined : { reason: 'nothing-to-withdraw' };
    default:
      return undefined;
  }
}
