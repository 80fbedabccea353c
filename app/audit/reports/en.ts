// The monthly report in English.
import { formatDuration, formatPercent, type ReportTexts } from './report-words.ts';

export const enReport: ReportTexts = {
  title: (month) => `Bastion sessions, ${month}`,
  figures: {
    sessions: 'Sessions',
    acknowledged: 'Acknowledged',
    lapsed: 'Never acknowledged',
    terminated: 'Terminated',
    open: 'Still open',
    reasoned: 'Reason given',
    deniedAttempts: 'Denied attempts',
    unreadable: 'Unreadable records',
    medianSeconds: 'Time to acknowledge, median',
    p95Seconds: 'Time to acknowledge, 95th percentile',
  },
  outcomes: { acknowledged: 'acknowledged', terminated: 'terminated', unacknowledged: 'unacknowledged' },
  perDay: 'Sessions per day',
  answers: 'Time from notice to acknowledgement',
  steps: ['1 min or less', 'up to 5 min', 'up to 15 min', 'up to 1 h', 'longer'],
  given: 'How acknowledgements were given',
  ways: {
    notice: 'Button on the notice',
    'private-card': 'Private card',
    digest: 'Digest',
    home: 'App Home',
    reaction: 'Reaction',
    'follow-up': 'Button in the thread',
    unrecorded: 'Not recorded',
  },
  turns: {
    withNote: 'With a note',
    byTwo: 'By two approvers',
    reconfirmed: 'Reconfirmed',
    takenOver: 'Taken over',
    withdrawn: 'Withdrawn',
    expired: 'Expired',
  },
  share: (count, all) => `${count} (${formatPercent(count, all)})`,
  none: 'No sessions in this month.',
  made: (at, timeZone) => `Generated ${at} (${timeZone}).`,
  duration: (seconds) => (seconds === undefined ? 'none' : formatDuration(seconds, ' h', ' min', ' s')),
};
