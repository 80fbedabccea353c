// The notice of changes of this deployment's own resources in English.
import type { TextPart } from '../rich-text.ts';

export const tampering = {
  header: '🚨 Somebody changes bastion-ack itself',
  headerOfUpdate: '🛠️ CloudFormation changes bastion-ack itself',
  inOneLine: (header: string, who: string, calls: string) => `${header}: ${who}, ${calls}`,
  who: (name: string): TextPart[] => ['By ', { bold: name }],
  role: (name: string): TextPart[] => ['By CloudFormation, role ', { bold: name }],
  call: (call: string, resource: string, at: string): TextPart[] => [{ bold: call }, ` ${resource}, ${at}`],
  refused: (error: string) => ` – AWS refused it: ${error}`,
  more: (count: number) => `… and ${count} more: CloudTrail has them all.`,
  askWhy: 'If nobody planned this, find out now who it was, and undo it: sessions may go unnoticed.',
  update: 'A stack update that somebody started. If nobody planned it, find out who did.',
  principal: (arn: string) => `Identity: ${arn}`,
};

export type TamperingText = typeof tampering;
