import type { ClipboardEvent } from 'react';
import { chosenOf } from '../../files/dropped-files.ts';
import { replaceIn } from '../caret.ts';
import type { Uploads } from '../use-uploads.ts';
import { tableIn } from './table-markdown.ts';

/** Pictures become attachments, tables Markdown, an address over a selection a link; everything else is plain text. */
export function usePaste(uploads: Uploads, editing: boolean): (event: ClipboardEvent<HTMLTextAreaElement>) => void {
  return (event) => {
    const data = event.clipboardData;
    const area = event.currentTarget;
    const text = data.getData('text/plain');
    const html = data.getData('text/html');
    const { selectionStart: from, selectionEnd: to, value } = area;
    const table = /<table/i.test(html) ? tableIn(html) : null;
    if (table) {
      event.preventDefault();
      const head = from > 0 && !value.slice(0, from).endsWith('\n') ? '\n\n' : '';
      return replaceIn(area, from, to, `${head}${table}\n\n`);
    }
    // A sheet brings a picture of itself along with its text: the text is what is meant.
    if (data.files.length > 0 && text === '' && !editing) {
      event.preventDefault();
      return uploads.add(chosenOf([...data.files]));
    }
    const chosen = value.slice(from, to);
    if (/^https?:\/\/\S+$/.test(text.trim()) && chosen.trim() !== '' && !/https?:\/\/|\n/.test(chosen)) {
      event.preventDefault();
      replaceIn(area, from, to, `[${chosen}](${text.trim()})`);
    }
  };
}
