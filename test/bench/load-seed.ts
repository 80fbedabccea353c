// Fills a world with open sessions whose starts and notices are some minutes old.
import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toItem } from '../../app/aws/dynamodb/session-item.ts';
import { compose } from '../../app/composition/core.ts';
import { startReading } from '../../app/composition/startup.ts';
import { readConfig } from '../../app/config/read-config.ts';
import { findNextDue } from '../../app/session/approval.ts';
import type { Stream } from '../../app/session/session.ts';
import { NOTICE_EVENT } from '../../app/slack/outbound/find-own-messages.ts';
import { createMessenger } from '../../app/slack/outbound/messenger.ts';
import { ACCOUNT } from '../../local/aws/account.ts';
import { entryOf, type Happening, started, startFacts } from '../golden/story.ts';
import { CHANNEL } from '../handlers/requests.ts';
import { LINUX, TABLE } from './inputs.ts';
import type { Connected } from './load-aws.ts';
import type { Remembered } from './load-slack.ts';
import type { World } from './load-world.ts';

/** Each session starts at its own time, because the embedded DynamoDB may lose one of two with the same time. */
const APART_MILLIS = 5;
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_PER_BATCH = 25;
const IN_FLIGHT = 4;
const NOTICED_AFTER_MINUTES = 0.05;

/** @param minutesAgo start of the last session @returns the sessions with their notices */
export async function seedOpen(
  world: World,
  count: number,
  minutesAgo: number,
): Promise<readonly { readonly sessionId: string; readonly ts: string }[]> {
  const sessions = await world.connect(count);
  // The settings of the handlers, because the first pass updates a notice that looks different.
  const environment = { ...world.environment, SLACK_SECRETS_PATH: '', SLACK_BOT_TOKEN: 'xoxb-made-up' };
  const config = readConfig('session-events', environment);
  const { client, messageOptions, ports } = await compose(config, startReading(config), { slackTimeoutMillis: 1_000 });
  const { renderHash: face } = createMessenger(client, { channel: CHANNEL }, messageOptions, ports.clock);
  const last = Date.now() - minutesAgo * 60_000;
  const seeded = sessions.map((session, n) => announced(session, last - (count - n) * APART_MILLIS));
  await writeItems(
    world.documents,
    seeded.map(({ entry: stream }) => {
      const delivery = { shownHash: face(stream), shownAt: stream.noticed?.at, followUps: {} };
      return toItem({ stream, delivery, version: 1 }, findNextDue(stream, messageOptions.deadlines));
    }),
  );
  await world.remember(seeded.map(({ message }) => message));
  return seeded.map(({ entry: stream, message }) => ({ sessionId: stream.id, ts: message.ts }));
}

function announced({ sessionId, operator }: Connected, began: number): { entry: Stream; message: Remembered } {
  const startsAt = new Date(began).toISOString();
  const at = began + NOTICED_AFTER_MINUTES * 60_000;
  const ts = (at / 1000).toFixed(6);
  const noticed: Happening = [NOTICED_AFTER_MINUTES, 'app', { type: 'noticed', channel: CHANNEL, ts }];
  const facts = startFacts(startsAt, {
    principal: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/${operator}`, accountId: ACCOUNT, name: operator },
    operator: { name: operator, verified: true },
    target: { id: LINUX, name: 'bastion-linux' },
  });
  const stream = entryOf(sessionId.replace('operator-', ''), startsAt, [started(facts), noticed]);
  const metadata = { event_type: NOTICE_EVENT, event_payload: { session_id: sessionId } };
  return { entry: stream, message: { ts, channel: CHANNEL, metadata, at } };
}

/** @throws {Error} if the table has not stored all items */
export async function writeItems(
  documents: DynamoDBDocumentClient,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  let next = 0;
  async function write(): Promise<void> {
    for (let from = next; from < items.length; from = next) {
      next = from + MAX_PER_BATCH;
      const requests = items.slice(from, next).map((Item) => ({ PutRequest: { Item } }));
      const input: BatchWriteCommandInput = { RequestItems: { [TABLE]: requests } };
      const { UnprocessedItems = {} } = await documents.send(new BatchWriteCommand(input));
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table left items out');
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, write));
}
