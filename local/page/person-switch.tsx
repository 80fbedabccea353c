// Chooses the person to use the page as.
import { useId } from 'react';
import type { Person } from '../snapshot.ts';
import { Avatar } from './avatar.tsx';
import { useReader } from './i18n/reader.ts';

interface PersonSwitchProps {
  readonly people: readonly Person[];
  readonly chosen: string | undefined;
  /** Number of direct messages that a person has not seen */
  unreadOf(personId: string): number;
  onChoose(personId: string): void;
}

export function PersonSwitch({ people, chosen, unreadOf, onChoose }: PersonSwitchProps) {
  const { words } = useReader();
  const id = useId();
  return (
    <fieldset className="people">
      <legend>{words.youAre}</legend>
      {people.map((person) => {
        const unread = unreadOf(person.id);
        return (
          <label key={person.id} className="person" title={`${person.name}, ${words.role[person.role]}`}>
            <input
              type="radio"
              name={id}
              checked={person.id === chosen}
              onChange={() => onChoose(person.id)}
              aria-label={person.name}
              aria-describedby={`${id}${person.id}`}
            />
            <Avatar person={person} />
            <span className="person-name">
              <strong>{person.name}</strong>
              <small id={`${id}${person.id}`}>
                {words.role[person.role]}
                {unread > 0 && <span className="unseen">, {words.unread(unread)}</span>}
              </small>
            </span>
            {unread > 0 && (
              <span className="badge" aria-hidden="true">
                {unread}
              </span>
            )}
          </label>
        );
      })}
    </fieldset>
  );
}
