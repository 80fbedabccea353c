// Commands that the SSM stand-in was asked to send. It records them and runs none.
import { randomUUID } from 'node:crypto';

export interface NewCommand {
  /** e.g. "bastion-ack-warning" */
  readonly documentName: string;
  /** e.g. "$LATEST" */
  readonly documentVersion: string;
  readonly instanceIds: readonly string[];
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

export interface SentCommand extends NewCommand {
  readonly commandId: string;
  readonly at: Date;
}

export interface SsmCommands {
  /** Oldest first. */
  commands(): SentCommand[];
  send(command: NewCommand): SentCommand;
  /**
   * Calls the listener after each command.
   * @returns a function that removes the listener
   */
  onChange(listener: () => void): () => void;
}

export function createSsmCommands(now: () => Date): SsmCommands {
  const sent: SentCommand[] = [];
  const listeners = new Set<() => void>();
  return {
    commands: () => [...sent],
    send(command) {
      const added = { ...command, commandId: randomUUID(), at: now() };
      sent.push(added);
      for (const listener of listeners) listener();
      return added;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
