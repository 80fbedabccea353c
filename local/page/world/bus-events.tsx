// Count and list of the latest events on the event bus.
import { useId } from 'react';
import type { BusJournal } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { formatTimeWithSeconds } from '../i18n/when.ts';

export function BusEvents({ bus }: { bus: BusJournal }) {
  const reader = useReader();
  const { words } = reader;
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{words.busEvents}</h3>
      <p className="muted">{bus.count === 0 ? words.noBusEvents : words.busEventsHint(bus.count)}</p>
      {bus.latest.length > 0 && (
        <ul className="runs" aria-labelledby={id}>
          {bus.latest.map((event) => (
            <li key={event.id}>
              <time dateTime={event.at}>{formatTimeWithSeconds(new Date(event.at), reader)}</time>
              <code>{event.detailType}</code>
              <span className="millis">{words.eventNumber(event.number)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
