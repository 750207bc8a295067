import { type BatchItem, keysOf } from './batch-keys.ts';
import type { ImportMessage } from './import-item.ts';
import type { ItemKey } from './item-key.ts';
import type { CarriedContent } from './jsonl/carry.ts';
import type { TextNames } from './text/import-text.ts';
import { type WrittenText, writtenText } from './text/written-text.ts';

/** A batch with all that can be worked out before its turn to be written comes: hashes and texts are most of the work. */
export interface PreparedBatch {
  items: readonly BatchItem[];
  key: ItemKey;
  /** Every key that must be known to decide. */
  keys: string[];
  textOf(message: ImportMessage): WrittenText;
  /** What it holds beside its text, but for what is known only when it is written: places in the conversation. */
  contentOf(message: ImportMessage): CarriedContent | undefined;
}

export function prepareBatch(
  items: readonly BatchItem[],
  key: ItemKey,
  names: TextNames,
  carried: ReadonlyMap<ImportMessage, CarriedContent>,
): PreparedBatch {
  const hashed = new Map<string, string>();
  const remembered: ItemKey = (externalId, near) => {
    const known = hashed.get(externalId);
    if (known !== undefined) return known;
    const made = key(externalId, near);
    hashed.set(externalId, made);
    return made;
  };
  const keys = [...new Set(items.flatMap((item) => keysOf(item, remembered)))];
  const texts = new Map(items.flatMap((item) => (item.kind === 'message' ? [[item, writtenText(item, names)]] : [])));
  return {
    items,
    key: remembered,
    keys,
    textOf: (message) => texts.get(message) ?? writtenText(message, names),
    contentOf: (message) => carried.get(message),
  };
}
