// Grants that no request of a function asks for, each with the reason why its role has it all the same.
import type { Grant } from './grants.ts';

interface Unasked {
  readonly reason: string;
  readonly covers: (grant: Grant) => boolean;
}

export const UNASKED: readonly Unasked[] = [
  {
    reason: 'Lambda itself writes the log of a function, with its role.',
    covers: ({ action, resource }) =>
      /^logs:(?:CreateLogStream|PutLogEvents)$/.test(action) &&
      /:log-group:bastion-ack-Functions\w+Logs/.test(resource),
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    reason: 'DynamoDB uses the key of its table on behalf of the caller.',
    covers: ({ action, condition }) =>
      /^kms:(?:Encrypt|GenerateDataKey|ReEncryptFrom|ReEncryptTo|DescribeKey)$/.test(action) &&
      /^dynamodb\./.test(condition.StringEquals?.['kms:ViaService'] ?? ''),
  },
  {
    reason: 'Lambda itself sends what failed to the dead letters, with the role; the CDK grants all three at once.',
    covers: ({ action, resource }) =>
      /^sqs:(?:SendMessage|GetQueueAttributes|GetQueueUrl)$/.test(action) && /DeadLetters/.test(resource),
  },
];
