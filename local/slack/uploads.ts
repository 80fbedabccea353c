// Files on their way into a message: an address is asked for, the bytes are sent there, and then the file is shared.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

export interface Uploads {
  /** files.getUploadURLExternal */
  request(body: Record<string, unknown>): { readonly id: string } | 'invalid_arguments';
  /** What is sent to the address. @returns false when nobody was told of it, or of another length */
  receive(id: string, bytes: Uint8Array): boolean;
  /** The file, once it is whole; it can be shared once. */
  take(id: string): UploadedFile | undefined;
}

export interface UploadedFile {
  readonly name: string;
  readonly base64: string;
}

/** @see https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
const request = z.object({ filename: z.string().min(1), length: z.coerce.number().int().positive() });

export function createUploads(): Uploads {
  const waiting = new Map<string, z.infer<typeof request>>();
  const whole = new Map<string, UploadedFile>();
  return {
    request(body) {
      const asked = request.safeParse(body);
      if (!asked.success) return 'invalid_arguments';
      const id = `F${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`;
      waiting.set(id, asked.data);
      return { id };
    },
    receive(id, bytes) {
      const file = waiting.get(id);
      if (file?.length !== bytes.length) return false;
      waiting.delete(id);
      whole.set(id, { name: file.filename, base64: Buffer.from(bytes).toString('base64') });
      return true;
    },
    take(id) {
      const file = whole.get(id);
      whole.delete(id);
      return file;
    },
  };
}
