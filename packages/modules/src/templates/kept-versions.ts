import type { Queryable } from '@rapport/platform';
import { type VersionRow, versionRow } from './reader.ts';

/** Versions of own templates kept in memory; at most 100 KB each. */
const most = 200;

/**
 * Versions of the organization's own templates that were read lately, each the same object each time: what is built for one (the checker of its
 * forms) is built once. A version never changes, so nothing is ever dropped for a change; read outside transactions only, as one that is not
 * committed may still come to nothing.
 */
export class KeptVersions {
  private readonly rows = new Map<string, VersionRow>();

  async read(q: Queryable, id: string, version: number): Promise<VersionRow | undefined> {
    const name = `${id}/${version}`;
    const found = this.rows.get(name) ?? (await versionRow(q, id, version));
    // Of two that read at once the first has put it there.
    const row = this.rows.get(name) ?? found;
    if (!row) return undefined;
    // The one asked for last goes last.
    this.rows.delete(name);
    this.rows.set(name, row);
    if (this.rows.size > most) this.rows.delete(this.rows.keys().next().value!);
    return row;
  }
}

export const keptVersionsOf = (): KeptVersions => new KeptVersions();
