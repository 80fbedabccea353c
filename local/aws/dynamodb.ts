// The embedded DynamoDB: dynalite, in memory or in a folder.
import { mkdirSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import dynalite from 'dynalite';
import { type Loopback, openOnLoopback } from './loopback.ts';

/** How long a request may hold up the end: one whose body never comes would do so for ever. */
const CLOSE_LIMIT_MILLIS = 1000;

/** @throws Error when `keepDir` cannot be opened, for instance because another start is using it */
export async function startDynamoDb(options: { keepDir?: string | undefined } = {}): Promise<Loopback> {
  const { keepDir } = options;
  if (keepDir !== undefined) await checkFolder(keepDir);
  const server = dynalite({ path: keepDir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const finishRequests = followRequests(server);
  const { url, close } = await openOnLoopback(server);
  return { url, close: () => finishRequests().then(close) };
}

/** dynalite ends the whole process when its tables are closed below a request: so those in hand are finished before. */
function followRequests(server: Server): () => Promise<void> {
  let inHand: ServerResponse[] = [];
  server.on('request', (_request, response: ServerResponse) => {
    inHand = [...inHand.filter(({ writableEnded }) => !writableEnded), response];
  });
  return async () => {
    server.removeAllListeners('request').on('request', (_request, response: ServerResponse) => response.destroy());
    const latest = Date.now() + CLOSE_LIMIT_MILLIS;
    while (inHand.some(({ writableEnded }) => !writableEnded) && Date.now() < latest) await setTimeout(2);
  };
}

/** dynalite ends the whole process, too, at the first request when it cannot open its folder: so the folder is opened once before. */
async function checkFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { Level }: typeof import('level') = ofDynalite('level');
  const level = new Level(folder);
  try {
    await level.open();
  } catch (cause) {
    // The database says why in the cause of its own error.
    const why = cause instanceof Error ? cause.cause : undefined;
    if (why instanceof Error && 'code' in why && why.code === 'LEVEL_LOCKED')
      throw new Error(`another start uses ${folder}: stop it, or give --keep another folder.`);
    throw new Error(`the tables in ${folder} cannot be opened.`, { cause: why ?? cause });
  } finally {
    await level.close();
  }
}
