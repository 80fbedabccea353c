// The built audit-export: a file for the person who requests it in Slack, and a sealed day that the key in KMS verifies.
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { verifyArchive } from '../../app/audit/verification/verify.ts';
import { createBucketArchive } from '../../app/aws/archive.ts';
import { createSigner } from '../../app/aws/signer.ts';
import { createClientConfig } from '../../local/aws/account.ts';
import { startKms } from '../../local/aws/kms.ts';
import { startS3 } from '../../local/aws/s3.ts';
import { APPROVER, type Stage, setStage } from './handlers-fixture.ts';
import { commandOf } from './requests.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

function fileFor(userId: string) {
  const message = stage.slack.messages().findLast(({ visibleTo, file }) => visibleTo === userId && file);
  return { ...message, content: Buffer.from(message?.file?.base64 ?? '', 'base64').toString() };
}

test('an export that a person requests in Slack arrives by direct message, with its summary', async () => {
  await stage.announced('障害対応');
  const answer = await (await stage.running('slack')).invoke(commandOf(APPROVER, 'export today csv'));
  expect(answer).toMatchObject({ statusCode: 200 });
  await expect.poll(() => fileFor(APPROVER).content).toContain('\uFEFFoperator,principal_arn');
  const { content, file } = fileFor(APPROVER);
  expect([file?.name, content.split('\r\n').length]).toEqual([
    expect.stringMatching(/^bastion-\d{4}-\d\d-\d\d\.csv$/),
    3,
  ]);
  expect(content).toContain('障害対応');
  const told = stage.slack.messages().filter(({ visibleTo }) => visibleTo === APPROVER);
  expect(told.map(({ text }) => text).join()).toContain('1 session: 0 acknowledged');
  expect(stage.faults).toEqual([]);
});

test('an export that fails is reported in the same conversation, and throws', async () => {
  const broken = await stage.start('audit-export', { SESSIONS_TABLE: 'nowhere' });
  const asked = {
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-02T00:00:00.000Z',
    label: '2026-11-01',
    format: 'csv',
  };
  await expect(broken.invoke({ export: { ...asked, userId: APPROVER } })).rejects.toThrow(
    'the export of 2026-11-01 was not sent',
  );
  expect(stage.slack.messages().at(-1)).toMatchObject({
    visibleTo: APPROVER,
    text: expect.stringContaining('The export of 2026-11-01 failed'),
  });
});

test('an export in an unknown form is refused, and seals nothing', async () => {
  const handler = await stage.start('audit-export');
  await expect(handler.invoke({ export: { from: 'yesterday', userId: '<!channel>' } })).rejects.toThrow('unknown form');
});

test('the nightly run does nothing without an archive, and seals the previous day with one', async () => {
  await (await stage.start('audit-export')).invoke({ 'detail-type': 'Scheduled Event' });
  const [s3, kms] = [await startS3({ bucket: 'bastion-archive' }), await startKms({ keyId: 'alias/seal' })];
  onTestFinished(async () => {
    await s3.close();
    await kms.close();
  });
  const settings = {
    ARCHIVE_BUCKET: 'bastion-archive',
    SEAL_KEY: 'alias/seal',
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
  };
  const sealing = await stage.start('audit-export', settings);
  await sealing.invoke({ 'detail-type': 'Scheduled Event' });
  const archive = createBucketArchive(new S3Client(createClientConfig(s3.url)), 'bastion-archive');
  const publicKey = await createSigner(new KMSClient(createClientConfig(kms.url)), 'alias/seal').publicKey();
  const proof = await verifyArchive(archive, { publicKey, now: new Date() });
  expect(proof).toMatchObject({ outcome: 'proved', seals: [{ number: 1, targets: ['i-0123456789abcdef0'] }] });
  s3.refuse(true);
  await expect(sealing.invoke({})).rejects.toThrow('AccessDenied');
});
