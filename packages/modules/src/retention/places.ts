import { Fault, type Output, type Parsed, type Permission } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, can } from '../access/index.ts';
import { groupsNamed, labelsOf, toPlace } from '../conversations/index.ts';

const foundMost = 20;
const any: readonly Permission[] = [
  'holds.manage',
  'retention.manage',
  'retention.approve',
  'erasure.manage',
  'archive.read',
  'archive.approve',
  'archive.audit',
];

/** Who decides about conversations they take no part in reads their names, and no more. */
export async function showPlaces(
  platform: Platform,
  actor: Actor,
  { ids, text = '' }: Parsed<'retention.places'>,
): Promise<Output<'retention.places'>> {
  if (!any.some((one) => can(actor, one))) throw new Fault('forbidden', { permission: 'retention.manage' });
  const { db } = platform;
  const named = text.trim() === '' ? [] : await groupsNamed(db, text.trim(), foundMost);
  const labels = new Map((await labelsOf(db, actor.user, [...ids, ...named])).map((label) => [label.id, toPlace(label)]));
  const of = (wanted: readonly string[]) => wanted.flatMap((id) => labels.get(id) ?? []);
  return { places: of(ids), found: of(named) };
}
