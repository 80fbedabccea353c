// One unsigned request a pass: as long as the app's own refusal comes back, clicks can arrive.
import type { Ports } from '../../ports.ts';
import { countSilentPass, isSilent } from '../../session/deadlines.ts';
import type { Controls } from '../../session/stored-state.ts';

/**
 * Sends the request at once, beside the other work of the pass.
 * @returns a function that waits for the outcome: false after two passes in a row without the app's answer; true while
 * that is not known, since what nobody knows must not hold back a deadline
 */
export function probeEndpoint(ports: Ports): () => Promise<boolean> {
  const outcome = canClicksArrive(ports);
  return () => outcome;
}

async function canClicksArrive(ports: Ports): Promise<boolean> {
  const { endpoint, controls, clock, monitor } = ports;
  if (endpoint === undefined) return true;
  try {
    const [fault, { value, version }] = await Promise.all([endpoint.probe(), controls.read('#endpoint')]);
    if (fault !== undefined) {
      monitor.count('EndpointSilent');
      monitor.fault('endpoint silent', fault);
    }
    const noted = countSilentPass(value, fault === undefined ? 'answered' : 'silent', clock.now());
    if (noted !== value) await storeCount(ports, noted, version);
    return !isSilent(noted);
  } catch (cause) {
    monitor.fault('endpoint not probed', cause);
    return true;
  }
}

/** A write that fails loses the count only for the next pass: this one knows it. */
async function storeCount({ controls, monitor }: Ports, noted: Controls['#endpoint'], version: number): Promise<void> {
  try {
    // A pass that wrote first has counted the same silence.
    await controls.write('#endpoint', noted, version);
  } catch (cause) {
    monitor.fault('silence of the endpoint not stored', cause);
  }
}
