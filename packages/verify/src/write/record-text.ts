import { canonicalText } from '@rapport/ledger';
import type { Disclosed } from '../format.ts';

/**
 * The canonical JSON of a `RecordLine`, of contents that are canonical JSON themselves: they are not read and written once more.
 * `parts` stand in the order of their names.
 */
export function recordText(ev: number, parts: ReadonlyMap<string, string>, files: Readonly<Record<string, string>>): string {
  let said = '';
  for (const [name, content] of parts) said += `${said && ','}${JSON.stringify(name)}:${content}`;
  const attached = Object.keys(files).length > 0 ? `"files":${canonicalText(files)},` : '';
  return `{"ev":${ev},${attached}"parts":{${said}}}`;
}

/** The canonical JSON of a `Disclosed`: its members are few and known, and most of what they say needs no more than quotes. */
export function disclosedText({ epoch, ev, index, leaf, manifest, salts }: Disclosed): string {
  const first = epoch === undefined ? '' : `"epoch":${epoch},`;
  const place = index === undefined ? '' : `,"index":${index}`;
  const shown = leaf === undefined ? '' : `,"leaf":${canonicalText(leaf)}`;
  const opened = manifest === undefined ? '' : `,"manifest":${canonicalText(manifest)}`;
  const open = salts === undefined ? '' : `,"salts":${canonicalText(salts)}`;
  return `{${first}"ev":${ev}${place}${shown}${opened}${open}}`;
}
