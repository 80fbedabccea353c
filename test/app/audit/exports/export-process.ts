// Exports some days in a process of its own, whose memory can be measured: `node export-process.ts URL TABLE FROM TO FILE`.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { formatExport } from '../../../../app/audit/exports/format-export.ts';
import { writeAtomically } from '../../../../app/audit/exports/write-atomic.ts';
import { createSessionStore } from '../../../../app/aws/dynamodb/session-store.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';

const [url = '', table = '', from = '', to = '', file = ''] = process.argv.slice(2);
const client = new DynamoDBClient(createClientConfig(url));
const store = createSessionStore(DynamoDBDocumentClient.from(client), table);
let entries = 0;
await writeAtomically(
  file,
  formatExport(store, {
    period: { from, to },
    format: 'jsonl',
    timeZone: 'Asia/Tokyo',
    onRow: ({ type }) => {
      if (type === 'session') entries++;
    },
  }),
);
client.destroy();
console.log(JSON.stringify({ entries, peakKilobytes: process.resourceUsage().maxRSS }));
