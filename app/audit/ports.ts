// Ports of the audit beside the stores, as types only: the archive, its key, and messages with files.

/** Where sealed days are kept. Keys are paths, e.g. "seals/00000001.json"; what is written once is never changed. */
export interface Archive {
  /** Keys that begin with the prefix, in their order. @throws {Error} if it cannot be listed whole */
  list(prefix: string): Promise<string[]>;
  /** Undefined when nothing is there. @throws {Error} if it cannot be read */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes where nothing is yet. @returns 'exists' when something was, which stays as it is */
  put(key: string, body: Uint8Array): Promise<'written' | 'exists'>;
  /** Later changes of written objects, in the order of their keys; empty where the place keeps no versions. */
  changes(): Promise<readonly { readonly key: string; readonly what: 'deleted' | 'overwritten' }[]>;
}

/** The asymmetric key of the seals: ECDSA over P-256 with SHA-256, signatures in DER. */
export interface Signer {
  /** @param message 4,096 bytes at most. @throws {Error} if the key cannot be used @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** In PEM (SPKI). @throws {Error} if the key cannot be read */
  publicKey(): Promise<string>;
}

/** A file for one person, in a direct message. */
export interface SentFile {
  /** e.g. "bastion-2026-11.csv" */
  readonly name: string;
  /** Where it lies on this machine */
  readonly path: string;
  /** The text of the message */
  readonly text: string;
  /** Sent instead of the file where the app may not send files */
  readonly withoutFile: string;
}

/** The messages of the audit in Slack. Every call throws if Slack does not take it. */
export interface AuditMessenger {
  sendFile(userId: string, file: SentFile): Promise<void>;
  /** A direct message without a file. */
  tell(userId: string, text: string): Promise<void>;
  /** The report of a month, in the channel of the notices. */
  postReport(file: SentFile): Promise<void>;
}
