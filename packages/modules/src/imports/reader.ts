import type { Queryable } from '@rapport/platform';

export const findSource = async (q: Queryable, kind: string, workspace: string): Promise<string | undefined> =>
  (await q.row<{ id: string }>('select id from import_source where kind = $1 and workspace = $2', [kind, workspace]))?.id;

export const peopleOf = (q: Queryable, source: string): Promise<{ externalId: string; user: string }[]> =>
  q.rows('select external_id as "externalId", user_id as user from import_person where source_id = $1', [source]);

export interface PlaceRow {
  externalId: string;
  conversation: string;
  name: string;
  purpose: string;
  archived: boolean;
  newest: number;
}

export const placesOf = (q: Queryable, source: string): Promise<PlaceRow[]> =>
  q.rows(
    `select external_id as "externalId", conversation_id as conversation, name, purpose, archived, newest
     from import_place where source_id = $1`,
    [source],
  );

export interface ItemRow {
  key: string;
  /** Null for marks. */
  conversation: string | null;
  seq: number | null;
}

/** Which of these keys have been taken over. */
export const itemsByKey = (q: Queryable, keys: readonly string[]): Promise<ItemRow[]> =>
  q.rows('select key, conversation_id as conversation, seq from import_item where key = any ($1::uuid[])', [keys]);
