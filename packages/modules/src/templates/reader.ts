import type { TemplateDefinition } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface TemplateRow {
  id: string;
  version: number | null;
  archived: boolean;
}

/** Own templates in their newest version, by age, and what is known of those that came with Rapport: without what they ask. */
export const templateRows = (q: Queryable): Promise<(TemplateRow & Partial<Pick<TemplateDefinition, 'names' | 'purpose'>>)[]> =>
  q.rows(
    `select t.id, t.version, t.archived_at is not null as archived, v.definition -> 'names' as names, v.definition ->> 'purpose' as purpose
     from template t
     left join template_version v on v.template_id = t.id and v.version = t.version order by t.created_at, t.id`,
  );

export const templateRow = (q: Queryable, id: string): Promise<TemplateRow | undefined> =>
  q.row('select id, version, archived_at is not null as archived from template where id = $1', [id]);

export interface VersionRow {
  definition: TemplateDefinition;
  author: string | null;
  at: number;
}

export const versionRow = (q: Queryable, id: string, version: number): Promise<VersionRow | undefined> =>
  q.row('select definition, author, at from template_version where template_id = $1 and version = $2', [id, version]);

/** Versions of all own templates together. */
export const countVersions = async (q: Queryable): Promise<number> =>
  (await q.row<{ n: number }>('select count(*)::int as n from template_version'))!.n;
