// Modals, and the questions that are answered by them or in their thread, in English.
import type { TextPart } from '../rich-text.ts';

export const modals = {
  say_why: { title: 'Why this session?', submit: 'Send' },
  acknowledge_with_note: { title: 'Acknowledge with a note', submit: 'Acknowledge' },
  terminate_with_reason: { title: 'Terminate with a reason', submit: 'Terminate' },
  withdraw_acknowledgement: { title: 'Take back', submit: 'Take back' },
  cancel: 'Cancel',
  session: (id: string) => `Session: ${id}`,
  reason: 'Reason',
  reasonHint: 'Shown on the session’s notice, and kept on record.',
  ticket: 'Ticket',
  note: 'Note',
  noteHint: 'Shown on the session’s notice, and kept on record.',
  terminateReason: 'Reason',
  terminateHint: 'The session ends immediately. Unsaved work will be lost. The reason is kept on record.',
  withdrawHint:
    'Not needed for your own acknowledgement. Another approver’s can be taken back only with a note. Reminder, warning and deadline start anew.',
  /** In a modal that this app did not make, or no longer makes */
  outdated: 'This form is out of date. Please open it again from the notice. No change was made.',
  notOpened: 'I couldn’t open the form. Please try again.',
  noteRequired: 'Please write something. No change was made.',
  tooLong: (most: number) => `Please use at most ${most} characters. No change was made.`,
  /** The name of a person whom Slack does not name in time */
  somebody: 'Another person',
  /** In the place of a question that is answered */
  stillMine: (who: TextPart, at: string): TextPart[] => [who, ` confirmed at ${at} that this session is still theirs.`],
  takenOver: (who: TextPart, former: TextPart, at: string): TextPart[] => [
    who,
    ' took this session over from ',
    former,
    ` at ${at}.`,
  ],
};
