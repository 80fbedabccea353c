// Panel of the bastion hosts: sessions, time, failures and handler runs.
import { useId } from 'react';
import type { Snapshot } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { BusEvents } from './bus-events.tsx';
import { CheckList } from './check-list.tsx';
import { HandlerRuns } from './handler-runs.tsx';
import { SsmSessions } from './ssm-sessions.tsx';
import { StartForm } from './start-form.tsx';
import { TimeAndTrouble } from './time-and-trouble.tsx';

interface WorldPanelProps {
  readonly snapshot: Snapshot;
  readonly aheadMillis: number;
  onStarted(): void;
}

export function WorldPanel({ snapshot, aheadMillis, onStarted }: WorldPanelProps) {
  const { words } = useReader();
  const id = useId();
  return (
    <section className="world" aria-labelledby={id}>
      <header>
        <h2 id={id}>{words.world}</h2>
        <p className="muted">{words.worldHint}</p>
      </header>
      <StartForm targets={snapshot.targets} onStarted={onStarted} />
      <TimeAndTrouble mode={snapshot.mode} switches={snapshot.switches} aheadMillis={aheadMillis} />
      <SsmSessions sessions={snapshot.sessions} />
      <CheckList board={snapshot.board} />
      <HandlerRuns invocations={snapshot.invocations} />
      <BusEvents bus={snapshot.bus} />
    </section>
  );
}
