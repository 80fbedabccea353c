// Form that starts sessions and sends other CloudTrail records.
import { useId, useState } from 'react';
import {
  PRINCIPALS,
  type PrincipalKind,
  type Snapshot,
  START_KINDS,
  type StartKind,
  TAMPERERS,
} from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { useReader } from '../i18n/reader.ts';
import { Choice } from './choice.tsx';

interface StartFormProps {
  readonly targets: Snapshot['targets'];
  onStarted(): void;
}

export function StartForm({ targets, onStarted }: StartFormProps) {
  const { words, slackIsDown } = useReader();
  const { busy, error, ask } = useAsk();
  const [done, setDone] = useState<string>();
  const [kind, setKind] = useState<StartKind>('shell');
  const [principal, setPrincipal] = useState<PrincipalKind>('iam-user');
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState('');
  const id = useId();
  const target = (targets.find((one) => one.id === chosen) ?? targets[0])?.id ?? '';

  /** @param said sentence to show after success */
  async function afterwards(said: string, asked: Promise<boolean>) {
    setDone(undefined);
    const isDone = await asked;
    if (isDone) setDone(said);
    return isDone;
  }

  async function start() {
    if (busy) return;
    const said = slackIsDown ? words.startedUnseen : words.started;
    if (await afterwards(said, ask('start', { kind, target, principal, reason }))) onStarted();
  }

  return (
    <form
      className="start"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Choice
        label={words.kind}
        options={START_KINDS}
        nameOf={(one) => words.kinds[one]}
        value={kind}
        onChange={setKind}
      />
      <Choice
        label={words.target}
        options={targets.map((one) => one.id)}
        nameOf={(targetId) => targets.find((one) => one.id === targetId)?.name ?? targetId}
        value={target}
        onChange={setChosen}
      />
      <Choice
        label={words.principal}
        options={PRINCIPALS}
        nameOf={(one) => words.principals[one]}
        value={principal}
        onChange={setPrincipal}
      />
      <div className="field">
        <label htmlFor={id}>{words.reason}</label>
        <input
          id={id}
          type="text"
          autoComplete="off"
          maxLength={256}
          placeholder={words.reasonHint}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <button type="submit" className="button" data-look="primary" data-filled disabled={busy}>
        {words.start}
      </button>
      <fieldset className="tests">
        <legend>{words.more}</legend>
        <Trial
          label={words.denied}
          hint={words.deniedHint}
          disabled={busy}
          onTry={() => afterwards(words.deniedDone, ask('denied', { target }))}
        />
        {TAMPERERS.map((by) => (
          <Trial
            key={by}
            label={words.tamper[by].label}
            hint={words.tamper[by].hint}
            disabled={busy}
            onTry={() => afterwards(words.tamperDone, ask('tamper', { by }))}
          />
        ))}
        <Trial
          label={words.repeat}
          hint={words.repeatHint}
          disabled={busy}
          onTry={() => afterwards(words.repeatDone, ask('repeat', {}))}
        />
      </fieldset>
      <p role="status" className="done">
        {done}
      </p>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </form>
  );
}

/** A button with an explanation below. */
function Trial(props: { label: string; hint: string; disabled: boolean; onTry: () => void }) {
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className="button small"
        disabled={props.disabled}
        aria-describedby={id}
        onClick={props.onTry}
      >
        {props.label}
      </button>
      <small id={id}>{props.hint}</small>
    </div>
  );
}
