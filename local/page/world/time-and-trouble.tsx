// The trial's clock with buttons to move it forward, and the switches of simulated failures.
import { useEffect, useId, useState } from 'react';
import { type Snapshot, SWITCHES, type SwitchName } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { useReader } from '../i18n/reader.ts';
import { countMinutesUntil, formatDay, formatTimeWithSeconds } from '../i18n/when.ts';

interface TimeAndTroubleProps extends Pick<Snapshot, 'mode' | 'switches'> {
  readonly aheadMillis: number;
}

const MOVES = [1, 5, 15];
/** After this time an acknowledgement is asked for again. */
const SHIFT_HOURS = 8;
/** Time of the digest, the default of DIGEST_AT. */
const MORNING = '09:00';

export function TimeAndTrouble({ mode, switches, aheadMillis }: TimeAndTroubleProps) {
  const reader = useReader();
  const { words } = reader;
  const { busy, error, ask } = useAsk();
  const id = useId();
  return (
    <section className="time" aria-labelledby={id}>
      <h3 id={id}>{words.time}</h3>
      {/* A real workspace uses real time. */}
      {mode === 'page' && (
        <>
          <p className="muted">{words.timeHint}</p>
          <WorldClock aheadMillis={aheadMillis} />
          <fieldset className="moves">
            <legend className="unseen">{words.forward}</legend>
            {MOVES.map((minutes) => (
              <button
                key={minutes}
                type="button"
                className="button small"
                disabled={busy}
                onClick={() => ask('forward', { minutes })}
              >
                {words.minutes(minutes)}
              </button>
            ))}
            <button
              type="button"
              className="button small"
              disabled={busy}
              onClick={() => ask('forward', { minutes: SHIFT_HOURS * 60 })}
            >
              {words.hours(SHIFT_HOURS)}
            </button>
            <button
              type="button"
              className="button small"
              disabled={busy}
              onClick={() =>
                ask('forward', { minutes: countMinutesUntil(MORNING, new Date(Date.now() + aheadMillis), reader) })
              }
            >
              {words.toMorning}
            </button>
          </fieldset>
        </>
      )}
      {SWITCHES.map((name) => {
        const on = switches[name];
        return (
          on !== undefined && <Switch key={name} name={name} on={on} onTurn={() => ask('switch', { name, on: !on })} />
        );
      })}
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </section>
  );
}

function WorldClock({ aheadMillis }: { aheadMillis: number }) {
  const reader = useReader();
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTicks((ticks) => ticks + 1), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  const now = new Date(Date.now() + aheadMillis);
  return (
    <p className="world-clock">
      <span className="muted">{reader.words.worldClock}</span>{' '}
      <time dateTime={now.toISOString()}>
        <strong>{formatTimeWithSeconds(now, reader)}</strong> {formatDay(now, reader)}
      </time>
    </p>
  );
}

function Switch({ name, on, onTurn }: { name: SwitchName; on: boolean; onTurn: () => void }) {
  const { words } = useReader();
  const id = useId();
  return (
    <div className="switch">
      <button type="button" role="switch" aria-checked={on} aria-describedby={id} onClick={onTurn}>
        {words.trouble[name].name}
      </button>
      <small id={id}>{words.trouble[name].hint}</small>
    </div>
  );
}
