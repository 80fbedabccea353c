// The log and the metrics, in the shapes that CloudWatch reads.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Monitor } from '../ports.ts';

export interface FlushingMonitor extends Monitor {
  /** Writes the metrics of one invocation. */
  flush(): void;
}

export function createMonitor(serviceName: string): FlushingMonitor {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'BastionAck', serviceName });
  return {
    count: (metric, value = 1) => {
      metrics.addMetric(metric, MetricUnit.Count, value);
    },
    measure: (metric, seconds) => {
      metrics.addMetric(metric, MetricUnit.Seconds, seconds);
    },
    fault(what, cause, about = {}) {
      metrics.addMetric('Faults', MetricUnit.Count, 1);
      // The error's own words and place; never a request or an answer, which carry tokens.
      const error =
        cause instanceof Error ? { name: cause.name, message: cause.message, stack: cause.stack } : String(cause);
      logger.error(what, { ...about, cause: error });
    },
    flush() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
