import { newId } from '@rapport/platform';

/** A file in a form (RFC 7578), as the vendors' uploads take it. */
export interface FormFile {
  field: string;
  name: string;
  type: string;
  bytes: Uint8Array;
}

const quoted = (name: string): string => name.replace(/[\r\n"\\]/g, '_');

export function formOf({ field, name, type, bytes }: FormFile): { type: string; body: Buffer } {
  const boundary = `----rapport-${newId()}`;
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${quoted(field)}"; filename="${quoted(name)}"; filelength=${bytes.length}`,
    `Content-Type: ${type.replace(/[\r\n]/g, '')}`,
    '',
    '',
  ].join('\r\n');
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
