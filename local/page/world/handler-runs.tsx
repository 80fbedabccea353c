// List of the latest runs of the handlers.
import { useId } from 'react';
import type { Invocation } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { formatTimeWithSeconds } from '../i18n/when.ts';

const SHOWN = 8;

export function HandlerRuns({ invocations }: { invocations: readonly Invocation[] }) {
  const reader = useReader();
  const { words, locale } = reader;
  const id = useId();
  const millis = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{words.runs}</h3>
      <p className="muted">{invocations.length === 0 ? words.noRuns : words.runsHint}</p>
      {invocations.length > 0 && (
        <ul className="runs" aria-labelledby={id}>
          {invocations.slice(0, SHOWN).map((run) => (
            <li key={run.id} data-fault={run.fault !== undefined || undefined}>
              <time dateTime={run.at}>{formatTimeWithSeconds(new Date(run.at), reader)}</time>
              <code>{run.handler}</code>
              <span className="millis">{words.millis(millis.format(run.millis))}</span>
              {run.fault && (
                <span className="fault">
                  {words.fault} {run.fault}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
