// One unsigned request a pass: as long as the app's own refusal comes back, clicks can arrive.
import type { Ports } from '../../ports.ts';
import { countSilentPass, isSilent } from '../../session/deadlines.ts';

/**
 * Sends the request at once, beside the other work of the pass.
 * @returns a function that waits for the outcome: false after two passes in a row without the app's answer; true while
 * that is not known, since what nobody knows must not hold back a deadline
 */
export function probeEndpoint(ports: Ports): () => Promise<boolean> {
  const outcome = canClicksArrive(ports);
  return () => outcome;
}

async function canClicksArrive({ endpoint, controls, clock, monitor }: Ports): Promise<boolean> {
  if (endpoint === undefined) return true;
  try {
    const [fault, { value, version }] = await Promise.all([endpoint.probe(), controls.read('#endpoint')]);
    if (fault !== undefined) {
      monitor.count('EndpointSilent');
      monitor.fault('endpoint silent', fault);
    }
    const noted = countSilentPass(value, fault === undefined ? 'answered' : 'silent', clock.now());
    // A pass that wrote first has counted the same silence.
    if (noted !== value) await controls.write('#endpoint', noted, version);
    return !isSilent(noted);
  } catch (cause) {
    monitor.fault('endpoint not probed', cause);
    return true;
  }
}
