// Once a day the watchdog runs the checks and posts one line; what fails is counted, and raises an alarm.
import { needsAttention } from '../../checks/outcome.ts';
import type { Checking, DailyReport } from '../../checks/ports.ts';
import { addDays } from '../../lib/days.ts';
import type { Ports } from '../../ports.ts';
import { takeLease } from '../append.ts';
import type { WorkflowSettings } from '../settings.ts';
import { sendThrough } from '../slack-sync/post-throttle.ts';
import { findDigestDay } from '../watchdog/send-digest.ts';

/** A proxy or a moved workspace may refuse the line all day, and each try runs every check. */
const MAX_TRIES = 3;

export interface DailyChecks {
  /**
   * Does nothing on a day that is done, or while another watchdog holds it. It never throws.
   * @param until no counting goes on after it
   */
  run(ports: Ports, settings: WorkflowSettings, checking: Checking, until: Date): Promise<void>;
}

/** Remembers the day that is done, so that most passes read nothing. */
export function createDailyChecks(): DailyChecks {
  let doneDay: string | undefined;
  return {
    async run(ports, settings, checking, until) {
      if (findDigestDay(ports.clock.now(), settings, doneDay) === undefined) return;
      try {
        doneDay = await runIfDue(ports, settings, checking, until);
      } catch (cause) {
        ports.monitor.count('ChecksFailed');
        ports.monitor.fault('daily checks failed', cause);
      }
    },
  };
}

/**
 * A run that died is repeated once its lease is over: the line may then come twice, but never not at all.
 * @returns the day that is done; undefined while something is left to do
 */
async function runIfDue(
  ports: Ports,
  settings: WorkflowSettings,
  checking: Checking,
  until: Date,
): Promise<string | undefined> {
  const { controls, clock } = ports;
  const { value, version } = await controls.read('#heartbeat');
  const now = clock.now();
  const begun = findDigestDay(now, settings, value?.day);
  if (value === undefined) {
    // On the first day nobody has been asked for anything yet, and there was no yesterday.
    if (begun !== undefined) await controls.write('#heartbeat', { day: begun, done: true }, version);
    return begun;
  }
  if (begun === undefined && value.done) return value.day;
  const day = begun ?? value.day;
  const held = begun === undefined ? value.lease : undefined;
  const lease = takeLease(held, ports.newId(), now);
  if (held && lease === held) return undefined;
  if (!(await controls.write('#heartbeat', { day, lease }, version))) return undefined;
  const report = await makeReport(ports, settings, checking, { day, until });
  return post(ports, checking, report, { day, version: version + 1, tries: lease.takeovers + 1 });
}

async function makeReport(
  { store, clock, monitor }: Ports,
  settings: WorkflowSettings,
  checking: Checking,
  { day, until }: { readonly day: string; readonly until: Date },
): Promise<DailyReport> {
  async function countYesterday(): Promise<DailyReport['yesterday']> {
    try {
      // The reader of the audit is loaded once a day, and not at a start.
      const { countDay } = await import('./count-day.ts');
      return await countDay(store, settings, addDays(day, -1), () => clock.now() >= until);
    } catch (cause) {
      monitor.fault('sessions of yesterday not counted', cause);
      return undefined;
    }
  }
  const [results, yesterday] = await Promise.all([checking.run(), countYesterday()]);
  // Zero is counted as well: it ends the alarm of an earlier day.
  monitor.count('ChecksFailed', results.filter(needsAttention).length);
  return { results, yesterday };
}

/** @returns the day, once nothing is left to do for it */
async function post(
  { controls, throttle, monitor }: Ports,
  checking: Checking,
  report: DailyReport,
  { day, version, tries }: { readonly day: string; readonly version: number; readonly tries: number },
): Promise<string | undefined> {
  const sent = await sendThrough(throttle, 'channel', () => checking.postDaily(report));
  // Slack was busy: the day stays due, and the lease keeps the next passes from asking everything again at once.
  if (sent.outcome === 'closed' || (sent.outcome === 'not-sent' && tries < MAX_TRIES)) return undefined;
  if (sent.outcome !== 'sent') {
    monitor.count('ChecksFailed');
    monitor.fault('daily line not posted', sent.cause, { day, outcome: sent.outcome });
  }
  await controls.write('#heartbeat', { day, done: true }, version);
  return day;
}
