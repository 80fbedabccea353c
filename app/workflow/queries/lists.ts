// What /bastion lists, in one piece: loaded together by whoever asks for one of them.
export { findSessions as meantBy, sessionOf } from './find-sessions.ts';
export { overview } from './overview.ts';
export { pending } from './pending.ts';
export { who } from './who.ts';
