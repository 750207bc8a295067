import { canonicalText } from '@rapport/ledger';

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
