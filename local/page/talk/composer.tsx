// Field for messages to a channel and /bastion commands.
import { useId, useState } from 'react';
import type { Snapshot } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { useReader } from '../i18n/reader.ts';

const COMMANDS = ['/bastion', '/bastion who', '/bastion help'];

export function Composer({ channel }: { channel: Snapshot['channels'][number] }) {
  const { words, person } = useReader();
  const { busy, error, ask } = useAsk();
  const [text, setText] = useState('');
  const id = useId();

  async function say(what: string) {
    if (busy || person === undefined || what.trim() === '') return;
    const said = await ask('say', { personId: person.id, channelId: channel.id, text: what });
    if (said) setText((now) => (now === what ? '' : now));
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        say(text);
      }}
    >
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      <fieldset className="chips">
        <legend className="unseen">{words.commands}</legend>
        {COMMANDS.map((command) => (
          <button key={command} type="button" className="chip" disabled={busy} onClick={() => say(command)}>
            {command}
          </button>
        ))}
      </fieldset>
      <div className="composer-line">
        <label htmlFor={id} className="unseen">
          {words.composer(channel.name)}
        </label>
        <input
          id={id}
          type="text"
          autoComplete="off"
          enterKeyHint="send"
          maxLength={8000}
          placeholder={words.composerHint}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // This Enter accepts a conversion of a Japanese input method and must not send.
            if (event.key === 'Enter' && event.nativeEvent.isComposing) event.preventDefault();
          }}
        />
        <button type="submit" className="button" data-look="primary" data-filled disabled={busy || text.trim() === ''}>
          {words.send}
        </button>
      </div>
    </form>
  );
}
