// The DynamoDB stand-in: dynalite, in memory or in a folder.
import { mkdirSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import dynalite from 'dynalite';
import { type IsBroken, nothingIsBroken } from './deployment/breakage.ts';
import { describeProtection } from './deployment/table-description.ts';
import { type Loopback, openOnLoopback } from './loopback.ts';

/** Limit for open requests at close; a request whose body never arrives would block it forever. */
const CLOSE_LIMIT_MILLIS = 1000;

/** @throws {Error} if `keepDir` cannot be opened, for example because another `npm start` uses it */
export async function startDynamoDb(
  options: { readonly keepDir?: string | undefined; readonly isBroken?: IsBroken | undefined } = {},
): Promise<Loopback> {
  const { keepDir, isBroken = nothingIsBroken } = options;
  if (keepDir !== undefined) await checkFolder(keepDir);
  const server = dynalite({ path: keepDir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  describeProtection(server, isBroken);
  const finishRequests = followRequests(server);
  const { url, close } = await openOnLoopback(server);
  return { url, close: () => finishRequests().then(close) };
}

/** Finishes open requests before close, because dynalite ends the process if its tables close during a request. */
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

/**
 * Opens the folder once beforehand, because dynalite ends the process at the first request if it cannot open it.
 * @throws {Error} if the folder is in use or cannot be opened
 */
async function checkFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { Level }: typeof import('level') = ofDynalite('level');
  const level = new Level(folder);
  try {
    await level.open();
  } catch (cause) {
    // LevelDB gives the reason in the cause of its error.
    const why = cause instanceof Error ? cause.cause : undefined;
    if (why instanceof Error && 'code' in why && why.code === 'LEVEL_LOCKED')
      throw new Error(`another start uses ${folder}: stop it, or give --keep another folder.`);
    throw new Error(`the tables in ${folder} cannot be opened.`, { cause: why ?? cause });
  } finally {
    await level.close();
  }
}
