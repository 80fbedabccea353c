// Notes that Slack reaches the app: the checks need a proof that the request URL and the signing secret are right.
import { DAY_MILLIS } from '../../lib/days.ts';
import type { Ports } from '../../ports.ts';

/** Writes once a day. Never throws: the person's answer does not depend on it. */
export async function noteSlackRequest({
  controls,
  clock,
  monitor,
}: Pick<Ports, 'controls' | 'clock' | 'monitor'>): Promise<void> {
  try {
    const { value, version } = await controls.read('#slackSeen');
    const now = clock.now();
    const isRecent = value !== undefined && now.getTime() - Date.parse(value.at) < DAY_MILLIS;
    if (!isRecent) await controls.write('#slackSeen', { at: now.toISOString() }, version);
  } catch (cause) {
    monitor.fault('request of Slack not noted', cause);
  }
}
