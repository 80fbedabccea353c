// Avatars: a person's initials, or the app's tower.

import type { Person } from '../snapshot.ts';
import { useReader } from './i18n/reader.ts';

export function Avatar({ person }: { person: Pick<Person, 'name' | 'role'> | undefined }) {
  return person === undefined ? (
    <Mark />
  ) : (
    <span className="avatar" data-role={person.role} aria-hidden="true">
      {toInitials(person.name)}
    </span>
  );
}

/** The app's logo. */
export function Mark() {
  const { words } = useReader();
  return (
    <svg className="avatar mark" viewBox="0 0 24 24" role="img" aria-label={words.app}>
      <path d="M7 18V7h2v2h2V7h2v2h2V7h2v11h-3.4v-3.2a1.6 1.6 0 0 0-3.2 0V18z" fill="currentColor" />
    </svg>
  );
}

/** e.g. "A1" for "approver-1", "OP" for "operator" */
function toInitials(name: string): string {
  const letters = [...name];
  const last = letters.at(-1) ?? '';
  return `${letters[0] ?? ''}${/\d/.test(last) ? last : (letters[1] ?? '')}`.toUpperCase();
}
