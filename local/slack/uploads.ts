// File uploads: the app requests a URL, sends the bytes there, and shares the file.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

export interface Uploads {
  /** files.getUploadURLExternal */
  request(body: Record<string, unknown>): { readonly id: string } | 'invalid_arguments';
  /**
   * Takes the bytes of a requested upload.
   * @returns false for an unknown id or another length than requested
   */
  receive(id: string, bytes: Uint8Array): boolean;
  /** Removes and returns a complete file, so that it is shared once. */
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
