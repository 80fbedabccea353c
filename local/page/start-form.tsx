// The operator's side: what makes AWS tell the app something.
import { useId, useState } from 'react';
import { PRINCIPALS, type PrincipalKind, type Snapshot, START_KINDS, type StartKind } from '../snapshot.ts';
import { useAsk } from './ask.ts';
import { Choice } from './choice.tsx';
import { useReader } from './reader.ts';

interface StartFormProps {
  readonly targets: Snapshot['targets'];
  onStarted(): void;
}

export function StartForm({ targets, onStarted }: StartFormProps) {
  const { words } = useReader();
  const { busy, error, ask } = useAsk();
  const [done, setDone] = useState<string>();
  const [kind, setKind] = useState<StartKind>('shell');
  const [principal, setPrincipal] = useState<PrincipalKind>('iam-user');
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState('');
  const id = useId();
  const target = (targets.find((one) => one.id === chosen) ?? targets[0])?.id ?? '';

  /** @param said what is told when it went well */
  async function afterwards(said: string, asked: Promise<boolean>) {
    setDone(undefined);
    const isDone = await asked;
    if (isDone) setDone(said);
    return isDone;
  }

  async function start() {
    if (busy) return;
    if (await afterwards(words.started, ask('start', { kind, target, principal, reason }))) onStarted();
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
        <div>
          <button
            type="button"
            className="button small"
            disabled={busy}
            aria-describedby={`${id}denied`}
            onClick={() => afterwards(words.deniedDone, ask('denied', { target }))}
          >
            {words.denied}
          </button>
          <small id={`${id}denied`}>{words.deniedHint}</small>
        </div>
        <div>
          <button
            type="button"
            className="button small"
            disabled={busy}
            aria-describedby={`${id}repeat`}
            onClick={() => afterwards(words.repeatDone, ask('repeat', {}))}
          >
            {words.repeat}
          </button>
          <small id={`${id}repeat`}>{words.repeatHint}</small>
        </div>
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
