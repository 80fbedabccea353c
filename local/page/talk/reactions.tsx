// Reactions to a message: who reacted, and a small choice of emoji to react with.
import type { ReactNode } from 'react';
import type { PageEmoji, PageMessage } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { Popover } from '../blocks/popover.tsx';
import { useReader } from '../i18n/reader.ts';

/** @param children the message's content, above its reactions */
export function Reactions({
  message: { ts, reactions = [] },
  children,
}: {
  message: PageMessage;
  children: ReactNode;
}) {
  const { words, person, nameOf, emoji } = useReader();
  const { error, ask } = useAsk();
  const isMine = (name: string) =>
    person !== undefined && reactions.some((one) => one.name === name && one.users.includes(person.id));
  const toggle = (name: string) =>
    person && ask('react', { personId: person.id, messageTs: ts, reaction: name, on: !isMine(name) });

  return (
    <>
      {children}
      {reactions.length > 0 && (
        <fieldset className="reactions">
          <legend className="unseen">{words.reactions}</legend>
          {reactions.map(({ name, users }) => (
            <button
              key={name}
              type="button"
              className="reaction"
              aria-pressed={isMine(name)}
              aria-label={words.reactedBy(name, users.map(nameOf).join(', '))}
              title={words.reactedBy(name, users.map(nameOf).join(', '))}
              onClick={() => toggle(name)}
            >
              <Face name={name} emoji={emoji} />
              <span aria-hidden="true">{users.length}</span>
              <small className="who" aria-hidden="true">
                {users.map(nameOf).join(', ')}
              </small>
            </button>
          ))}
        </fieldset>
      )}
      <div className="add-reaction">
        <Popover face={<AddFace />} label={words.react} className="reaction add">
          {(close) => (
            <div className="emoji">
              {emoji.map(({ name }) => (
                <button
                  key={name}
                  type="button"
                  role="menuitem"
                  aria-label={name}
                  title={`:${name}:`}
                  onClick={() => {
                    close();
                    toggle(name);
                  }}
                >
                  <Face name={name} emoji={emoji} />
                </button>
              ))}
            </div>
          )}
        </Popover>
      </div>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </>
  );
}

/** A custom emoji is drawn as a stamp with its name. */
function Face({ name, emoji }: { name: string; emoji: readonly PageEmoji[] }) {
  const { character } = emoji.find((one) => one.name === name) ?? {};
  return character === undefined ? (
    <span className="stamp" aria-hidden="true">
      {name}
    </span>
  ) : (
    <span aria-hidden="true">{character}</span>
  );
}

function AddFace() {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor">
      <g strokeWidth="1.8" strokeLinecap="round">
        <path d="M20 12a8 8 0 1 1-8-8M18 3v6M15 6h6M8.5 14.5a4 4 0 0 0 6 0M9 9.6v.2M14 9.6v.2" />
      </g>
    </svg>
  );
}
