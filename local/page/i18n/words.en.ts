// English texts of the page. The app's own texts are in `app/slack/i18n/`.
import type { PageSession, Person, PrincipalKind, StartKind, SwitchName, Tamperer } from '../../snapshot.ts';

export const en = {
  app: 'bastion-ack',
  appTag: 'App',
  tagline: 'A trial on this machine. It does not touch real AWS or Slack.',
  workspaceTagline: 'AWS is simulated on this machine. Messages go to your own Slack workspace.',
  loading: 'Connecting…',
  lost: 'Connection lost. Reconnecting…',
  noAnswer: 'The local server does not respond. Is it still running?',

  views: 'Views',
  channel: (name: string) => `# ${name}`,
  direct: 'Direct messages',
  world: 'Bastion hosts',
  inWorkspace: (channel: string) => `Notices are posted to #${channel} in your Slack workspace.`,

  youAre: 'You are',
  role: {
    approver: 'Approver',
    operator: 'Operator',
    bystander: 'Bystander',
    guest: 'Guest',
  } satisfies Record<Person['role'], string>,
  unread: (count: number) => `${count} new`,

  noMessages: 'Nobody is on a bastion.\nStart a session to see how the team is notified.',
  startFirst: 'Start the first session',
  firstReason: 'Check the disk usage',
  nothingEscalated: 'On-call alerts: sessions that could not be terminated or were not acknowledged in time.',
  noDirect: (name: string) => `No direct messages for ${name}.`,
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

  worldHint: 'Play the operator: start a session and watch the channel.',
  kind: 'Session type',
  kinds: {
    shell: 'Shell',
    ssh: 'SSH',
    'remote-desktop': 'Remote desktop on the bastion',
    'remote-desktop-via-host': 'Remote desktop on a host behind it',
    database: 'Database tunnel',
    'port-forward': 'Port forward',
    command: 'Single command',
    'custom-document': 'Custom session document',
  } satisfies Record<StartKind, string>,
  target: 'Bastion',
  principal: 'Signed in to AWS as',
  principals: {
    'iam-user': 'IAM user (name verified)',
    'identity-center': 'Identity Center (name verified)',
    'assumed-role': 'Assumed role (name not verified)',
  } satisfies Record<PrincipalKind, string>,
  reason: 'Reason (optional)',
  reasonHint: 'e.g. check the disk usage',
  start: 'Start session',
  started: 'Started. The notice will appear in the channel shortly.',
  startedUnseen: 'Started. Slack is down; the notice will arrive when Slack recovers.',
  more: 'More events',
  denied: 'Send a denied attempt',
  deniedHint: 'AWS refuses to start the session; nobody gets in.',
  deniedDone: 'Sent. The channel shows it as a denied attempt, not as a session.',
  tamper: {
    person: {
      label: 'Tamper with the deployment',
      hint: 'An administrator stops the trail. The alarm topic would be told as well.',
    },
    cloudformation: {
      label: 'Update the stack',
      hint: 'CloudFormation changes a function and its role: one notice, and no page.',
    },
  } satisfies Record<Tamperer, { label: string; hint: string }>,
  tamperDone: 'Delivered. The channel says what was changed, and by whom.',
  repeat: 'Redeliver last event',
  repeatHint: 'AWS can deliver the same event more than once.',
  repeatDone: 'Delivered again through both paths; no duplicate notice.',

  time: 'Time and failures',
  timeHint: 'Skip ahead to a deadline or the 09:00 digest, or simulate an outage.',
  worldClock: 'It is now',
  forward: 'Move the clock forward',
  minutes: (count: number) => `+${count} min`,
  toMorning: 'to 09:00',
  trouble: {
    slackDown: {
      name: 'Slack is down',
      hint: 'Start a session, turn Slack back on, and move the clock forward 5 min: its notice arrives late, and only once.',
      banner: 'Slack is down: posts and buttons do not work.',
    },
    cloudTrailLate: {
      name: 'CloudTrail is late',
      hint: 'Start a session: the watchdog still finds it, by asking Session Manager who is connected.',
      banner: 'CloudTrail is late: events are recorded but delayed.',
    },
    terminateDoesNothing: {
      name: 'TerminateSession does nothing',
      hint: 'Terminate a session: Session Manager reports success, and the notice shows that it is still connected.',
      banner: 'TerminateSession does nothing: terminated sessions stay connected.',
    },
    endpointFlooded: {
      name: 'The endpoint is flooded',
      hint: 'Somebody uses up the rate limit: clicks fail. A session waits with its deadline, three times at most.',
      banner: 'The endpoint is flooded: buttons and commands do not reach the app.',
    },
  } satisfies Record<SwitchName, { name: string; hint: string; banner: string }>,

  sessions: 'Sessions in Session Manager',
  noSessions: 'No sessions yet.',
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
  warned: (host: string, times: string) => `Terminal warning on ${host}: ${times}`,

  checks: 'Checks of the deployment',
  checksHint: 'Those of /bastion check and npm run doctor. Break something, and see what its check says.',
  check: 'Check',
  brokenCheck: (title: string) => `${title} (broken)`,
  breakCheck: 'Break',
  repairCheck: 'Repair',
  runChecks: 'Run all checks',
  checkedAt: (at: string, summary: string) => `${at}: ${summary}`,
  otherChecks: (count: number) => (count === 1 ? 'The other check' : `The other ${count} checks`),

  runs: 'Latest handler runs',
  runsHint: 'The same code as on AWS Lambda, run on this machine.',
  noRuns: 'No handler has run yet.',
  millis: (count: string) => `${count} ms`,
  fault: 'Error:',

  busEvents: 'Events on EventBridge',
  busEventsHint: (count: number) =>
    `${count === 1 ? '1 event was' : `${count} events were`} put on the bus for other systems. The latest first.`,
  noBusEvents: 'No event was put on the bus yet.',
  eventNumber: (number: number) => `no. ${number}`,
};

/** Texts that each language defines. */
export type Words = typeof en;
