// Writes the log and the metrics, one JSON object a line, in the forms that CloudWatch reads.
import { type Counted, type Measured, NAMESPACE } from '../lib/metrics.ts';
import type { Monitor } from '../ports.ts';

export interface FlushingMonitor extends Monitor {
  /** Writes the metrics of one invocation */
  flush(): void;
}

/**
 * Values of one metric in a line, at most.
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const MAX_VALUES = 100;

/** Metrics are written only on Lambda; elsewhere nothing turns lines of the log into them. */
export function createMonitor(service: string): FlushingMonitor {
  const isHeard = process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
  let counted = new Map<Counted, number>();
  let measured = new Map<Measured, number[]>();
  const count = (metric: Counted, value = 1) => void counted.set(metric, (counted.get(metric) ?? 0) + value);

  return {
    count,
    measure: (metric, seconds) => {
      measured.set(metric, [...(measured.get(metric) ?? []), seconds].slice(-MAX_VALUES));
    },
    fault(what, cause, about = {}) {
      count('Faults');
      // Only the error's own message and stack, never a request or a response: those carry tokens.
      const error =
        cause instanceof Error ? { name: cause.name, message: cause.message, stack: cause.stack } : String(cause);
      const timestamp = new Date().toISOString();
      console.error(JSON.stringify({ level: 'ERROR', message: what, timestamp, service, ...about, cause: error }));
    },
    flush() {
      const [counts, measures] = [counted, measured];
      counted = new Map();
      measured = new Map();
      if (isHeard && counts.size + measures.size > 0) console.log(formatMetrics(service, counts, measures));
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function formatMetrics(
  service: string,
  counts: ReadonlyMap<string, number>,
  measures: ReadonlyMap<string, readonly number[]>,
): string {
  const named = (metrics: ReadonlyMap<string, unknown>, Unit: string) =>
    [...metrics.keys()].map((Name) => ({ Name, Unit }));
  return JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['service']],
          Metrics: [...named(measures, 'Seconds'), ...named(counts, 'Count')],
        },
      ],
    },
    service,
    ...Object.fromEntries(measures),
    ...Object.fromEntries(counts),
  });
}
