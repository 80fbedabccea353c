// The page's own words in English; what the app says in its messages is the app's.
import type { PageSession, Person, PrincipalKind, StartKind, SwitchName } from '../snapshot.ts';

export const en = {
  app: 'bastion-ack',
  appTag: 'App',
  tagline: 'A trial on this machine. Nothing real is touched.',
  workspaceTagline: 'AWS is played on this machine; the messages go to your own Slack workspace.',
  loading: 'Connecting…',
  lost: 'Connection lost, trying again…',
  noAnswer: 'The local server does not answer. Is it still running?',

  views: 'Views',
  channel: (name: string) => `# ${name}`,
  direct: 'Direct messages',
  world: 'Bastion hosts',
  inWorkspace: (channel: string) => `The notices are in the channel #${channel} of your Slack workspace.`,

  youAre: 'You are',
  role: {
    approver: 'Approver',
    operator: 'Operator',
    bystander: 'Bystander',
    guest: 'Guest',
  } satisfies Record<Person['role'], string>,
  unread: (count: number) => `${count} new`,

  noMessages: 'Nobody is on a bastion.\nStart a session, and see how the team is told.',
  startFirst: 'Start the first session',
  firstReason: 'Check the disk usage',
  nothingEscalated:
    'Those on call are told here of sessions that could not be cut, and of those that nobody acknowledged in time where they are not cut.',
  noDirect: (name: string) => `The app has written nothing to ${name} alone.`,
  toNewest: 'New messages',
  onlyYou: 'Only visible to you',
  download: (bytes: number) => `Download, ${new Intl.NumberFormat('en').format(bytes)} bytes`,
  edited: '(edited)',
  replies: (count: number) => (count === 1 ? '1 reply' : `${count} replies`),
  earlierReplies: (count: number) => (count === 1 ? 'Show 1 earlier reply' : `Show ${count} earlier replies`),
  byAt: (author: string, at: string) => `${author}, ${at}`,

  composer: (channel: string) => `Message #${channel}, or a command`,
  composerHint: 'e.g. /bastion',
  commands: 'Commands',
  send: 'Send',

  worldHint: 'Be the operator: open a session as AWS would see it, and watch the channel.',
  kind: 'What for',
  kinds: {
    shell: 'Shell',
    ssh: 'SSH',
    'remote-desktop': 'Remote desktop of the bastion',
    'remote-desktop-via-host': 'Remote desktop of a host behind it',
    database: 'Database tunnel',
    'port-forward': 'Port forward',
    command: 'One command',
    'custom-document': 'The team’s own session document',
  } satisfies Record<StartKind, string>,
  target: 'Bastion',
  principal: 'Signed in to AWS as',
  principals: {
    'iam-user': 'IAM user (AWS vouches for the name)',
    'identity-center': 'Identity Center user (AWS vouches for the name)',
    'assumed-role': 'Assumed role (the caller chose the name)',
  } satisfies Record<PrincipalKind, string>,
  reason: 'Reason (optional)',
  reasonHint: 'e.g. check the disk usage',
  start: 'Start session',
  started: 'Started. The notice appears in the channel in a moment.',
  startedUnseen: 'Started. Slack is down: the notice comes when Slack is back.',
  more: 'Put it to the test',
  denied: 'Send a denied attempt',
  deniedHint: 'A start that AWS refuses: nobody gets in.',
  deniedDone: 'Sent. The attempt is shown in the channel, and never as a session.',
  repeat: 'Repeat the last event',
  repeatHint: 'AWS may deliver the same event twice.',
  repeatDone: 'Delivered again, two ways. There is still one notice.',

  time: 'Time and trouble',
  timeHint:
    'Deadlines need not be waited for, nor the digest, which comes at 09:00. What goes wrong on AWS or Slack can be tried.',
  worldClock: 'It is now',
  forward: 'Move the clock forward',
  minutes: (count: number) => `+${count} min`,
  toMorning: 'to 09:00',
  trouble: {
    slackDown: {
      name: 'Slack is down',
      hint: 'Start a session, switch Slack on again, move the clock by 5 min: its notice comes late, and once.',
      banner: 'Slack is down: nothing can be posted or pressed.',
    },
    cloudTrailLate: {
      name: 'CloudTrail is late',
      hint: 'Start a session: it is found all the same, by asking SSM who is connected.',
      banner: 'CloudTrail is late: what happens is recorded, and the app is not told.',
    },
    terminateDoesNothing: {
      name: 'TerminateSession does nothing',
      hint: 'Cut a session: SSM says that it is done, and the notice says that it is not.',
      banner: 'TerminateSession does nothing: sessions that are cut go on.',
    },
  } satisfies Record<SwitchName, { name: string; hint: string; banner: string }>,

  sessions: 'Sessions, as SSM has them',
  noSessions: 'No session yet.',
  status: {
    Connected: 'Connected',
    Connecting: 'Connecting',
    Disconnected: 'Disconnected',
    Terminating: 'Terminating',
    Terminated: 'Terminated',
    Failed: 'Failed',
  } satisfies Record<PageSession['status'], string>,
  since: (at: string) => `since ${at}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  otherKind: 'Another kind',
  end: 'End',
  endHint: 'The operator leaves the session',
  warned: (host: string, times: string) => `On the terminals of ${host}: a warning at ${times}`,

  runs: 'Latest runs of the handlers',
  runsHint: 'The same code as on AWS Lambda, run here.',
  noRuns: 'No handler has run yet.',
  millis: (count: string) => `${count} ms`,
  fault: 'Fault:',
};

/** What each language has to say. */
export type Words = typeof en;
