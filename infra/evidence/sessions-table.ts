// The sessions table, and the key that encrypts it.
import { aws_dynamodb as dynamodb, type aws_iam as iam, type aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TABLE } from '../../app/aws/table.ts';
import { allow } from '../access/permissions.ts';
import { regionalService } from '../partition.ts';
import { retainedKey } from './keys.ts';

export type TableIndex = keyof typeof TABLE.indexes;

/** Retained when the stack is deleted: no deployment deletes a record. */
export class SessionsTable extends Construct {
  readonly table: dynamodb.TableV2;
  readonly key: kms.Key;

  /** @param protected true to refuse every deletion of the table, also by hand */
  constructor(scope: Construct, id: string, props: { readonly protected: boolean }) {
    super(scope, id);
    this.key = retainedKey(this, 'Key', { description: 'Encrypts the sessions table of bastion-ack.' });
    const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: text(TABLE.partitionKey),
      globalSecondaryIndexes: Object.entries(TABLE.indexes).map(([indexName, { partitionKey, sortKey, projects }]) => ({
        indexName,
        partitionKey: text(partitionKey),
        sortKey: text(sortKey),
        ...(projects.length === 0
          ? { projectionType: dynamodb.ProjectionType.KEYS_ONLY }
          : { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: [...projects] }),
      })),
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(this.key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.protected,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /**
   * Lets a role read and put whole items by key. It can neither scan, nor delete, nor update part of an item.
   * @param indexes that the role may query; with one or more it also reads items in batches
   */
  grantItemAccess(role: iam.IRole, indexes: readonly TableIndex[]): void {
    const { tableArn } = this.table;
    const lists = indexes.length > 0;
    allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem', ...(lists ? ['dynamodb:BatchGetItem'] : [])], [tableArn]);
    if (lists)
      allow(
        role,
        ['dynamodb:Query'],
        indexes.map((name) => `${tableArn}/index/${name}`),
      );
    // Usable only through DynamoDB.
    const byTheTable = { StringEquals: { 'kms:ViaService': regionalService('dynamodb', Stack.of(this).region) } };
    allow(
      role,
      ['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo', 'DescribeKey'].map(
        (one) => `kms:${one}`,
      ),
      [this.key.keyArn],
      byTheTable,
    );
  }
}
