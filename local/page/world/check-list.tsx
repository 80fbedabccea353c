// The checks of the deployment: runs them, and breaks or repairs what one of them looks at.
import { useId, useState } from 'react';
import type { CheckName } from '../../../app/checks/check-names.ts';
import type { CheckBoard, PageCheck } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { useReader } from '../i18n/reader.ts';
import { formatTimeWithSeconds } from '../i18n/when.ts';
import { Choice } from './choice.tsx';

export function CheckList({ board: { latest, checks } }: { board: CheckBoard }) {
  const reader = useReader();
  const { words } = reader;
  const { busy, error, ask } = useAsk();
  const [chosen, setChosen] = useState<CheckName>();
  const id = useId();
  const breakable = checks.filter(({ broken }) => broken !== undefined);
  const check = breakable.find(({ name }) => name === chosen) ?? breakable[0];
  const shown = checks.filter(needsAttention);
  const others = checks.filter((one) => !needsAttention(one));

  const run = () => ask('check', {});
  async function turn({ name, broken }: PageCheck) {
    if (await ask('break', { check: name, broken: !broken })) await run();
  }

  return (
    <section className="checks" aria-labelledby={id}>
      <h3 id={id}>{words.checks}</h3>
      <p className="muted">{words.checksHint}</p>
      {check && (
        <div className="breaking">
          <Choice
            label={words.check}
            options={breakable.map(({ name }) => name)}
            nameOf={(name) => nameOf(breakable.find((one) => one.name === name))}
            value={check.name}
            onChange={setChosen}
          />
          <button type="button" className="button" disabled={busy} onClick={() => turn(check)}>
            {check.broken ? words.repairCheck : words.breakCheck}
          </button>
        </div>
      )}
      <button type="button" className="button small" disabled={busy} aria-busy={busy} onClick={run}>
        {words.runChecks}
      </button>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      <p role="status" className="summary">
        {latest && words.checkedAt(formatTimeWithSeconds(new Date(latest.at), reader), latest.summary)}
      </p>
      <Lines of={shown} labelledBy={id} />
      {latest && others.length > 0 && (
        <details>
          <summary>{words.otherChecks(others.length)}</summary>
          <Lines of={others} labelledBy={id} />
        </details>
      )}
    </section>
  );

  function nameOf(one: PageCheck | undefined): string {
    return one?.broken ? words.brokenCheck(one.title) : (one?.title ?? '');
  }
}

function Lines({ of, labelledBy }: { of: readonly PageCheck[]; labelledBy: string }) {
  if (of.length === 0) return null;
  return (
    <ul className="check-lines" aria-labelledby={labelledBy}>
      {of.map(({ name, outcome }) => (
        <li key={name} data-attention={outcome?.needsAttention || undefined}>
          {outcome?.line}
        </li>
      ))}
    </ul>
  );
}

function needsAttention({ outcome }: PageCheck): boolean {
  return outcome?.needsAttention === true;
}
