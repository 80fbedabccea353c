// This page among those of the same person: a modal opens only where it was asked for.

export const CLIENT = crypto.randomUUID();
