// Sends audit files: an export to one person, the monthly report to the channel.
import { readFile } from 'node:fs/promises';
import type { WebClient } from '@slack/web-api';
import type { AuditMessenger, SentFile } from '../../audit/ports.ts';
import { isRefusal, readTs } from '../http/call-outcome.ts';

export function createAuditMessenger(client: WebClient, channel: string): AuditMessenger {
  /** Without the optional scope files:write the text says what is missing. */
  async function upload(channelId: string, { name, path, text, withoutFile }: SentFile): Promise<void> {
    try {
      // The client asks for an upload address, sends the bytes there, and then shares the file.
      await client.filesUploadV2({
        channel_id: channelId,
        initial_comment: text,
        file: await readFile(path),
        filename: name,
        title: name,
      });
    } catch (error) {
      if (!isRefusal(error, 'missing_scope')) throw error;
      await tell(channelId, [text, withoutFile].filter(Boolean).join('\n'));
    }
  }

  async function tell(userId: string, text: string): Promise<string> {
    const answer = await client.chat.postMessage({ channel: userId, text });
    readTs(answer);
    if (answer.channel === undefined) throw new Error('Slack took a direct message and did not say where it is');
    return answer.channel;
  }

  return {
    async sendFile(userId, file) {
      // A file can only be shared in a channel. Without another scope, only a message opens the channel with a person.
      await upload(await tell(userId, file.text), { ...file, text: '' });
    },
    async tell(userId, text) {
      await tell(userId, text);
    },
    postReport: (file) => upload(channel, file),
  };
}
