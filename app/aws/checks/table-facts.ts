// The sessions table as DynamoDB describes it.
import { DescribeContinuousBackupsCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CheckPorts } from '../../checks/ports.ts';
import { askOrMissing, askWithPermission } from './permitted.ts';

export function createTableFacts(dynamo: DynamoDBClient): Pick<CheckPorts, 'table' | 'hasPointInTimeRecovery'> {
  return {
    table: (TableName) =>
      askWithPermission('dynamodb:DescribeTable', () =>
        askOrMissing(['ResourceNotFoundException'], async () => {
          const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
          const indexes = Table?.GlobalSecondaryIndexes ?? [];
          return {
            status: Table?.TableStatus ?? 'unknown',
            isProtected: Table?.DeletionProtectionEnabled ?? false,
            indexes: new Map(indexes.map(({ IndexName = '', IndexStatus = 'unknown' }) => [IndexName, IndexStatus])),
          };
        }),
      ),

    hasPointInTimeRecovery: (TableName) =>
      askWithPermission('dynamodb:DescribeContinuousBackups', async () => {
        const { ContinuousBackupsDescription: backups } = await dynamo.send(
          new DescribeContinuousBackupsCommand({ TableName }),
        );
        return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
      }),
  };
}
