import type { ImportItem, ReportSkip } from '../import-item.ts';
import { object, text } from '../slack/shapes.ts';
import { literalToMarkdown } from '../text/escape-markdown.ts';
import { compactText } from '../text/import-text.ts';
import type { ArchiveEntry } from './archive-files.ts';
import { contentOf, wordsOfKind } from './kind-words.ts';

/** One entry of the archive → one item. */
export function itemOf({ entry, where, atMicros }: ArchiveEntry, report: ReportSkip): ImportItem {
  const externalId = text(entry, 'msgid')!;
  const from = text(entry, 'from')!;
  const kind = text(entry, 'msgtype') ?? '';
  const base = { externalId, atMicros, where };
  const target = kind === 'revoke' ? text(object(entry, 'revoke'), 'pre_msgid') : undefined;
  if (target !== undefined) return { ...base, kind: 'delete', target, by: { id: from } };
  const { words, files, unknown } = wordsOfKind(kind, contentOf(entry, kind));
  if (unknown) report({ reason: 'part:kind-not-shown', where, count: 1 });
  return {
    ...base,
    kind: 'message',
    author: { id: from },
    text: compactText([literalToMarkdown(words)]),
    files,
    reactions: [],
    subtype: kind,
  };
}
