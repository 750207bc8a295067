import { Fault, type Output, type Parsed, permissionCatalogue } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, can } from '../../access/index.ts';
import { directsOf, groupsNamed, labelsOf, toPlace, topicIdsOf } from '../../conversations/index.ts';

const foundMost = 20;
const topicsMost = 500;

const permission = 'records.export';

/** RE10 Who may take conversations out reads what they are called, also where they take no part, and no more. */
export async function showExportPlaces(
  platform: Platform,
  actor: Actor,
  { ids, text = '', person, topicsOf }: Parsed<'exports.places'>,
): Promise<Output<'exports.places'>> {
  const somewhere = actor.scoped.some(({ kind, permissions }) => kind === 'conversation' && permissions.has(permission));
  if (!can(actor, permission) && !somewhere)
    throw new Fault('forbidden', { permission: permissionCatalogue[permission][actor.language === 'zh-CN' ? 'zh' : 'en'] });
  const { db } = platform;
  const found = [
    ...(text.trim() === '' ? [] : await groupsNamed(db, text.trim(), foundMost)),
    ...(person ? await directsOf(db, person, foundMost) : []),
    ...(topicsOf ? await topicIdsOf(db, topicsOf, topicsMost) : []),
  ];
  const may = (id: string): boolean => can(actor, permission, { kind: 'conversation', id });
  const asked = [...new Set<string>([...ids, ...found])].filter(may);
  const labels = new Map((await labelsOf(db, actor.user, asked)).map((label) => [label.id, toPlace(label)]));
  const of = (wanted: readonly string[]) => [...new Set(wanted)].flatMap((id) => labels.get(id) ?? []);
  return { places: of(ids), found: of(found) };
}
