import type { Highlights } from '@rapport/contract';
import { languageOfText } from '../../app/text-language.ts';

/** Cuts a text at the places to highlight. Offsets out of range are left out: an old answer may meet a newer text. */
export function partsOf(text: string, ranges: Highlights): { text: string; hit: boolean; at: number }[] {
  const parts: { text: string; hit: boolean; at: number }[] = [];
  let from = 0;
  for (const [start, end] of ranges) {
    if (start < from || end > text.length || end <= start) continue;
    if (start > from) parts.push({ text: text.slice(from, start), hit: false, at: from });
    parts.push({ text: text.slice(start, end), hit: true, at: start });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false, at: from });
  return parts;
}

export function Highlighted({ text, ranges }: { text: string; ranges: Highlights }) {
  return (
    <span lang={languageOfText(text)}>
      {partsOf(text, ranges).map((part) =>
        part.hit ? <mark key={part.at}>{part.text}</mark> : <span key={part.at}>{part.text}</span>,
      )}
    </span>
  );
}
