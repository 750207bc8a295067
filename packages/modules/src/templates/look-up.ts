import { Fault, type Output, type Parsed, type Template, type TemplateDefinition, type TemplateOutline } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { type BuiltIn, builtIns } from './built-in/built-in.ts';
import { keptVersionsOf } from './kept-versions.ts';
import { templateRow, templateRows, type VersionRow, versionRow } from './reader.ts';

const builtInById = new Map<string, BuiltIn>(builtIns.map((one) => [one.id, one]));

export const isBuiltIn = (id: string): boolean => builtInById.has(id);

type Named = Pick<TemplateDefinition, 'names' | 'purpose'>;

function outline(id: string, version: number, { names, purpose }: Named, archived: boolean): TemplateOutline {
  return { id: id as TemplateOutline['id'], version, names, purpose, builtIn: isBuiltIn(id), archived };
}

/** Those that came with Rapport first, then the organization's own by age. */
export async function listTemplates(
  platform: Platform,
  _actor: Actor,
  { archived }: Parsed<'templates.list'>,
): Promise<Output<'templates.list'>> {
  const rows = await templateRows(platform.db);
  const away = new Set(rows.filter((row) => row.archived).map((row) => row.id));
  const templates = [
    ...builtIns.map(({ id, versions }) => outline(id, versions.length, versions.at(-1)!, away.has(id))),
    ...rows.flatMap(({ id, version, names, purpose, archived: gone }) =>
      version !== null && names && purpose !== undefined ? [outline(id, version, { names, purpose }, gone)] : [],
    ),
  ];
  return { templates: archived ? templates : templates.filter((one) => !one.archived) };
}

type ReadVersion = (q: Queryable, id: string, version: number) => Promise<VersionRow | undefined>;

/** One version of a template, or its newest, as a transaction sees it; throws `not-found`. */
export async function requireTemplate(
  q: Queryable,
  id: string,
  version?: number,
  readVersion: ReadVersion = versionRow,
): Promise<Template> {
  const row = await templateRow(q, id);
  const builtIn = builtInById.get(id);
  const newest = builtIn ? builtIn.versions.length : row?.version;
  const wanted = version ?? newest;
  if (!newest || !wanted || wanted > newest) throw new Fault('not-found', { what: 'template' });
  const found = builtIn ? { definition: builtIn.versions[wanted - 1]!, author: null, at: 0 } : await readVersion(q, id, wanted);
  if (!found) throw new Fault('not-found', { what: 'template' });
  return { ...outline(id, wanted, found.definition, row?.archived ?? false), ...found } as Template;
}

/** The same, what it asks read from memory where it is kept. */
export function keptTemplate(platform: Platform, id: string, version?: number): Promise<Template> {
  const kept = platform.keep(keptVersionsOf);
  return requireTemplate(platform.db, id, version, (q, of, wanted) => kept.read(q, of, wanted));
}

/** Open to everybody: whoever may see a form record may read what it was asked. */
export const getTemplate = (platform: Platform, _actor: Actor, input: Parsed<'templates.get'>): Promise<Template> =>
  keptTemplate(platform, input.template, input.version);
