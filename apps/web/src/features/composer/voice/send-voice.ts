import type { Client } from '@rapport/client';
import { rememberFile, upload } from '../../files/uploads.ts';

const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' };

/** Stores a recording and sends it as a message of its own. */
export async function sendVoice(client: Client, conversation: string, bytes: Blob, name: string, hold: number): Promise<void> {
  const whole = `${name}.${endings[bytes.type] ?? 'webm'}`;
  const file = await upload(bytes, { name: whole, voice: true, onProgress: () => undefined, onPlace: () => undefined }).done;
  const { files } = await client.call('files.describe', { files: [file as never] });
  for (const one of files) rememberFile(one);
  client.send(conversation, { attachments: [file as never] }, hold);
}
