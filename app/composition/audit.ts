// The parts of the audit over the real clients: for the handler, and for the command line that verifies.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Archive, Signer } from '../audit/ports.ts';
import { createBucketArchive } from '../aws/archive.ts';
import { createTrail } from '../aws/cloudtrail/trail-log.ts';
import { createSessionStore } from '../aws/dynamodb/session-store.ts';
import { createSigner } from '../aws/signer.ts';
import type { Config } from '../config/read-config.ts';
import { createTimeLimit } from '../lib/time-limit.ts';
import type { SessionStore, Trail } from '../ports.ts';
import { createAuditMessenger } from '../slack/outbound/audit-messenger.ts';
import { createAuditTexts } from '../slack/outbound/audit-texts.ts';
import type { AuditPorts } from '../workflow/audit-export.ts';
import { type AppContext, compose } from './core.ts';
import { startReading } from './startup.ts';

/** An upload of many sessions takes this long. */
const SLACK_TIMEOUT_MILLIS = 60_000;
/** Long work can wait: the SDK tries each call again. */
const patient = { maxAttempts: 5 };

/** The parts of the nightly work and of exports. */
export async function composeAudit(
  config: Config<'audit-export'>,
  composing = compose(config, startReading(config), { slackTimeoutMillis: SLACK_TIMEOUT_MILLIS }),
): Promise<AuditPorts & Pick<AppContext, 'monitor' | 'client' | 'settings'>> {
  const composed = await composing;
  const { client, messageOptions, monitor, settings, ports } = composed;
  const { store, controls, clock } = ports;
  const { ARCHIVE_BUCKET: bucket, SEAL_KEY: key, SESSIONS_TABLE: table } = config;
  const { channel, targets } = settings;
  return {
    settings,
    store,
    controls,
    clock,
    monitor,
    client,
    messenger: createAuditMessenger(client, channel),
    words: createAuditTexts(messageOptions),
    inFolder,
    sealing:
      bucket === undefined || key === undefined
        ? undefined
        : {
            store,
            clock,
            monitor,
            table,
            archive: openBucket(bucket),
            signer: openSigner(key),
            targets: targets === '*' ? '*' : Object.keys(targets),
          },
  };
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bastion-export-'));
  try {
    return await use(folder);
  } finally {
    // The container lives on after its answer, and its disk with it.
    await rm(folder, { recursive: true, force: true });
  }
}

export function openStore(table: string): SessionStore {
  return createSessionStore(DynamoDBDocumentClient.from(new DynamoDBClient(patient)), table);
}

export function openBucket(bucket: string, prefix?: string): Archive {
  return createBucketArchive(new S3Client(patient), bucket, prefix);
}

export function openSigner(keyId: string): Signer {
  return createSigner(new KMSClient(patient), keyId);
}

export function openTrail(logGroup: string): Trail {
  return createTrail(new CloudWatchLogsClient(patient), logGroup, createTimeLimit());
}
