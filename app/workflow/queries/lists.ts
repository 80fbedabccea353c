// The lists of /bastion in one piece: the first command or press that shows one loads them together.
export { findSessions, sessionOf } from './find-sessions.ts';
export { findOverview } from './overview.ts';
export { findPending } from './pending.ts';
export { findPresence } from './who.ts';
