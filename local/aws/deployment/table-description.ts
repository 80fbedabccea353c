// Adds to the DynamoDB stand-in what dynalite does not know: deletion protection and backups.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { IsBroken } from './breakage.ts';

const PREFIX = 'DynamoDB_20120810.';

/** Answers DescribeContinuousBackups, and completes the answers to DescribeTable. */
export function describeProtection(server: Server, isBroken: IsBroken): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers['x-amz-target']).replace(PREFIX, '');
    if (operation === 'DescribeContinuousBackups') return answerBackups(response, isBroken);
    if (operation === 'DescribeTable') completeTable(response, isBroken);
    for (const listener of listeners) listener.call(server, request, response);
  });
}

function answerBackups(response: ServerResponse, isBroken: IsBroken): void {
  const PointInTimeRecoveryStatus = isBroken('table-backups') ? 'DISABLED' : 'ENABLED';
  const ContinuousBackupsDescription = {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
  };
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify({ ContinuousBackupsDescription }));
}

function completeTable(response: ServerResponse, isBroken: IsBroken): void {
  const end = response.end.bind(response);
  response.end = (body: unknown) => {
    const text = withProtection(String(body), isBroken);
    response.removeHeader('x-amz-crc32');
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  };
}

function withProtection(body: string, isBroken: IsBroken): string {
  const answer = JSON.parse(body);
  if (answer.Table === undefined) return body;
  const { GlobalSecondaryIndexes: indexes = [] } = answer.Table;
  return JSON.stringify({
    ...answer,
    Table: {
      ...answer.Table,
      DeletionProtectionEnabled: !isBroken('protection'),
      GlobalSecondaryIndexes: isBroken('table') ? indexes.slice(1) : indexes,
    },
  });
}
